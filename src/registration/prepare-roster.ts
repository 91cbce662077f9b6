import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import { Outdated, type Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { beginInTurns, mapInTurns } from '../kit/in-turns.ts';
import { invariant } from '../kit/invariant.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { maskIdNumber, maskName } from '../kit/mask.ts';
import { lockOrganisation } from '../organisations/index.ts';
import { addPersons, newSeals, type PersonRow, sealsOf, sharePersons } from '../people/index.ts';
import { holdInForce } from '../regions/index.ts';
import { stepsToAdd, takeNumbers } from './add-registrations.ts';
import { type GoodEntry, hex, type Roster } from './examine-roster.ts';
import { registerAgain, requireEnded } from './register-again.ts';
import {
  consentsGiven,
  type Registrar,
  type RegistrationRow,
  registrationRow,
} from './registration-row.ts';

/**
 * Seals what `examineRoster` has found good, and returns what registers it, with one statement per table. That throws
 * `Outdated`, or breaks a constraint, where somebody has registered or left since; it refuses not_allowed where the
 * organisation is no longer active.
 */
export async function prepareRoster(
  deps: Deps,
  { actor, organisationId }: Roster,
  entries: GoodEntry[],
): Promise<(tx: Tx) => Promise<void>> {
  const { book, personId } = actor;
  const now = await deps.clock.now(deps.db);
  const made = await mapInTurns(entries, (entry) => {
    const { person, seals, added } = personOf(deps, book, entry, now);
    const { form, registrant, stepsNeeded } = entry;
    const { ground } = form;
    const registrar: Registrar =
      organisationId === undefined
        ? { personId, channel: 'offline', ground }
        : { personId, channel: 'organisation', ground, organisationId };
    const idNumberIndex = Buffer.from(entry.indexes.idNumber, 'hex');
    const one = { book, id: person, form, registrant, stepsNeeded, registrar, idNumberIndex };
    const row = registrationRow(deps, seals, one, now);
    return { entry, row, added, consents: consentsGiven(one, now) };
  });
  return async (tx) => {
    if (organisationId !== undefined) {
      const organisation = await lockOrganisation(tx, book, organisationId);
      if (organisation?.state !== 'active') throw refuseAny('not_allowed');
    }
    await requireStill(tx, book, entries, now);
    const [first, again] = [
      made.filter(({ entry }) => !entry.again),
      made.filter(({ entry }) => entry.again),
    ];
    const rows = first.map(({ row }) => row);
    const numbers = await takeNumbers(tx, rows, now);
    for (const one of again) numbers.push(await registerAgain(tx, one.row, one.consents, now));
    const deed = ({ entry, row }: (typeof made)[number], n: number) =>
      deedOf(personId, entry, row, numbers[n]!);
    const numbered = rows.map((row, n) => ({ number: numbers[n]!, ...row }));
    const consents = first.flatMap((one) => one.consents);
    await beginInTurns(
      () =>
        addPersons(
          tx,
          made.flatMap(({ added }) => added ?? []),
        ),
      ...stepsToAdd(tx, book, numbered, consents, now),
      () => record(tx, book, ...[...first, ...again].map(deed)),
    );
  };
}

/** Who it is, and the row of whoever is new. */
function personOf(
  deps: Deps,
  book: number,
  { person, phone, indexes }: GoodEntry,
  createdAt: Instant,
) {
  if (person) {
    const seals = sealsOf(deps, person);
    invariant(seals, 'whoever is known and was found good has not left');
    return { person: person.id, seals };
  }
  const id = newId();
  const phoneIndex = indexes.phone === undefined ? undefined : Buffer.from(indexes.phone, 'hex');
  const { seals, columns } = newSeals(deps, id, phone, phoneIndex);
  return { person: id, seals, added: { book, id, createdAt, ...columns } };
}

/** That divisions and whoever was known are as they were, until the transaction ends. Throws `Outdated`. */
async function requireStill(
  tx: Tx,
  book: number,
  entries: GoodEntry[],
  now: Instant,
): Promise<void> {
  const regions = entries.map(({ form }) => form.residenceRegion);
  await holdInForce(tx, book, regions, now);
  const again = entries.flatMap((entry) => (entry.again ? [entry.person!.id] : []));
  for (const id of again.sort()) await requireEnded(tx, book, id);
  const known = entries.flatMap(({ person }) => person ?? []);
  const ids = known.map(({ id }) => id);
  const there = new Map((await sharePersons(tx, book, ids)).map((row) => [row.id, row]));
  const isStill = ({ id, phoneIndex }: PersonRow) => {
    const now = there.get(id);
    return now?.keySealed && hex(now.phoneIndex) === hex(phoneIndex);
  };
  if (!known.every(isStill)) throw new Outdated();
}

function deedOf(by: string, entry: GoodEntry, row: RegistrationRow, number: string) {
  const { id, residenceRegion, state, channel } = row;
  const { form, registrant } = entry;
  return {
    action: 'volunteer.register' as const,
    object: { kind: 'person', id },
    by,
    after: {
      name: maskName(form.name.trim()),
      idNumber: maskIdNumber(registrant.secrets.idNumber),
      ...{ number, residenceRegion, state, channel, ground: form.ground },
    },
  };
}
