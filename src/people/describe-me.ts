import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import { maskName, maskPhone } from '../kit/mask.ts';
import { phonePlace } from './add-person.ts';
import { findPerson, findVolunteer, rolesOf } from './store.ts';
import { namePlace } from './volunteer.ts';

/** Who is signed in, with personal data masked. */
export interface Me {
  id: string;
  phone: string;
  roles: { role: string; scope: string; scopeName: string }[];
  volunteer: { id: string; number: string; name: string } | null;
}

export async function describeMe(
  { vault, clock }: Pick<Deps, 'vault' | 'clock'>,
  db: Db | Tx,
  { book, personId }: { book: number; personId: string },
): Promise<Me> {
  const person = await findPerson(db, book, personId);
  invariant(person, 'a session belongs to a person');
  const row = await findVolunteer(db, book, personId);
  return {
    id: personId,
    phone: maskPhone(vault.open(phonePlace(personId), person.phoneSealed)),
    roles: await rolesOf(db, book, personId, await clock.now(db)),
    volunteer: row
      ? {
          id: row.id,
          number: row.number,
          name: maskName(vault.open(namePlace(row.id), row.nameSealed)),
        }
      : null,
  };
}
