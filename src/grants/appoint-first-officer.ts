import { lockHolders } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { maskName, maskPhone } from '../kit/mask.ts';
import { addPersonWithPhone, readPhone } from '../people/index.ts';
import { divisionInForce } from '../regions/index.ts';
import { handOutSignInCode, hasEnrolled } from '../sign-in/index.ts';
import { addSeparately } from './add-separately.ts';
import { refuse } from './refusals.ts';

const role = 'security_administrator';

export interface FirstOfficer {
  /** Goes, masked, into the log: the book keeps no names of officers. */
  name: string;
  phone: string;
}

/**
 * Makes somebody the first security administrator of the city, who then gives all other roles, and a code to sign in
 * with once, since nobody could be sent one yet. Until that person has set up the second factor it may be done again, for
 * a new code; afterwards, or once anybody else holds the role, never.
 * Refuses: officer_name_missing, phone_invalid, book_without_city, first_officer_exists, duties_not_separate.
 */
export async function appointFirstOfficer(
  deps: Deps,
  book: number,
  asked: FirstOfficer,
): Promise<{ code: string; expiresInSeconds: number }> {
  const name = asked.name.trim();
  if (name.length < 2 || name.length > 30) throw refuse('officer_name_missing');
  const phone = readPhone(asked.phone);
  return deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const scope = String(book);
    const city = await divisionInForce(tx, book, scope, { now, pointer: '' });
    if (!city) throw refuse('book_without_city');
    const id = newId();
    const personId = await addPersonWithPhone(deps, tx, { book, phone, id }, now);
    const holders = await lockHolders(tx, book, role, now);
    if (holders.length === 0) {
      const grant = { book, personId, role, scope, scopeName: city.name, region: scope } as const;
      const from = { grantedBy: null, validFrom: now, validTo: null };
      const object = { kind: 'role_grant', id: await addSeparately(tx, { ...grant, ...from }) };
      const after = {
        person: personId,
        name: maskName(name),
        phone: maskPhone(phone),
        role,
        scope,
      };
      await record(tx, book, { action: 'role_grant.make', object, after });
    } else if (holders.join() !== personId || (await hasEnrolled(tx, book, personId))) {
      throw refuse('first_officer_exists');
    }
    return handOutSignInCode(deps, tx, { book, phone });
  });
}
