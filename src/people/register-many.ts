import { addOwnGrants } from '../access/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { openAccounts } from '../ledger/index.ts';
import { phonePlace } from './add-person.ts';
import { addPersons, addVolunteers, findVolunteers, takeVolunteerSerials } from './store.ts';
import { personalAccounts, type Registrant, volunteerRow } from './volunteer-row.ts';

/** Registered with one statement per table; more at once would only make the statements unwieldy. */
export const registrantsMax = 500;

/**
 * Registers many people at once who were checked before: a person, a volunteer, the role and the accounts
 * each. Who is a volunteer already is left alone, so a broken-off run may be repeated.
 */
export async function registerMany(
  deps: Deps,
  tx: Tx,
  book: number,
  registrants: (Omit<Registrant, 'book'> & { phone: string })[],
  now: Instant,
): Promise<void> {
  const known = new Set(
    (
      await findVolunteers(
        tx,
        book,
        registrants.map(({ id }) => id),
      )
    ).map(({ id }) => id),
  );
  const fresh = registrants.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return;
  const serials = await takeVolunteerSerials(tx, fresh.length);
  await addPersons(
    tx,
    fresh.map(({ id, phone }) => ({
      book,
      id,
      phoneSealed: deps.vault.seal(phonePlace(id), phone),
      phoneIndex: deps.vault.index('phone', phone),
      createdAt: now,
    })),
  );
  const rows = fresh.map((registrant, index) =>
    volunteerRow(deps, tx, { book, ...registrant }, now, serials[index]),
  );
  await addVolunteers(tx, await Promise.all(rows));
  const ids = fresh.map(({ id }) => id);
  await addOwnGrants(tx, book, 'volunteer', ids, now);
  await openAccounts(
    tx,
    book,
    fresh.flatMap(({ id, residenceRegion }) => personalAccounts(book, id, residenceRegion)),
  );
}
