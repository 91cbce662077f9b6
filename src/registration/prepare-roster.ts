import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import { Outdated, type Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { maskIdNumber, maskName } from '../kit/mask.ts';
import { lockOrganisation } from '../organisations/index.ts';
import { addPersons, sealedPerson, sealsOf, sharePersons } from '../people/index.ts';
import { holdInForce } from '../regions/index.ts';
import { addRegistrations } from './add-registrations.ts';
import type { GoodEntry, Roster } from './examine-roster.ts';
import {
  consentsGiven,
  type GoodRegistration,
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
  const people = entries.map(({ owner, phone }) => owner ?? newPerson(deps, book, phone, now));
  const registrations = entries.map(({ form, registrant, stepsNeeded }, n): GoodRegistration => {
    const { ground } = form;
    const registrar =
      organisationId === undefined
        ? { personId, channel: 'offline' as const, ground }
        : { personId, channel: 'organisation' as const, ground, organisationId };
    return { book, id: people[n]!.id, form, registrant, stepsNeeded, registrar };
  });
  const rows = registrations.map((one, n) => {
    const seals = sealsOf(deps, people[n]!);
    invariant(seals, 'who was just added or has a phone has not left');
    return registrationRow(deps, seals, one, now);
  });
  const consents = registrations.flatMap((one) => consentsGiven(one, now));
  return async (tx) => {
    if (organisationId !== undefined) {
      const organisation = await lockOrganisation(tx, book, organisationId);
      if (organisation?.state !== 'active') throw refuseAny('not_allowed');
    }
    await requireStill(tx, book, entries, now);
    const isNew = (_person: unknown, n: number) => entries[n]!.owner === undefined;
    await addPersons(tx, people.filter(isNew));
    const numbers = await addRegistrations(tx, book, rows, consents, now);
    const deeds = rows.map((row, n) => deedOf(personId, entries[n]!, row, numbers[n]!));
    await record(tx, book, ...deeds);
  };
}

function newPerson(deps: Deps, book: number, phone: string | undefined, createdAt: Instant) {
  const id = newId();
  return { book, id, ...sealedPerson(deps, id, phone), createdAt };
}

/** That divisions and whoever had a phone are still there, and are until the transaction ends. Throws `Outdated`. */
async function requireStill(
  tx: Tx,
  book: number,
  entries: GoodEntry[],
  now: Instant,
): Promise<void> {
  const regions = entries.map(({ form }) => form.residenceRegion);
  await holdInForce(tx, book, regions, now);
  const ids = entries.flatMap(({ owner }) => owner?.id ?? []);
  const there = await sharePersons(tx, book, ids);
  if (there.filter(({ keySealed }) => keySealed).length < ids.length) throw new Outdated();
}

function deedOf(by: string, entry: GoodEntry, row: RegistrationRow, number: string) {
  const { id, residenceRegion, state, channel } = row;
  const { form, registrant } = entry;
  return {
    ...{ action: 'volunteer.register' as const, object: { kind: 'person', id }, by },
    after: {
      ...{ number, residenceRegion, state, channel, ground: form.ground },
      name: maskName(form.name.trim()),
      idNumber: maskIdNumber(registrant.secrets.idNumber),
    },
  };
}
