import { rolesOf } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import { type Tx, violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { maskPhone } from '../kit/mask.ts';
import { forgetPhone } from '../organisations/index.ts';
import {
  findPerson,
  findPersonByPhone,
  findVolunteer,
  lockPerson,
  lockVolunteer,
  openPhone,
  openVolunteer,
  type PersonRow,
  sealPhone,
  sealsOf,
  sealVolunteer,
  updatePerson,
  updateVolunteer,
  wardsOf,
} from '../people/index.ts';
import { endOtherSessions } from '../sign-in/index.ts';
import type { Corrected } from './read-correction.ts';
import { refuse } from './refusals.ts';
import { requirePhonesApart } from './registrant.ts';

/**
 * Somebody signs in with another phone from now on, because a desk has seen them with the document. Whoever had that
 * phone and is neither a volunteer nor has a role is left without one; all sessions of both end. The former phone finds
 * nothing of the person's any more: no roster, and no minor whose guardian the person is.
 * Refuses: phone_taken, phone_of_staff (a role must not change hands with a phone), guardian_phone_own, stale.
 */
export async function changePhone(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  one: Corrected,
  phone: string,
  { by, now }: { by: string; now: Instant },
): Promise<void> {
  const { volunteer, person, seals } = one;
  const { book, id } = volunteer;
  const columns = sealPhone(deps, seals, id, phone);
  const holder = await lockHolder(tx, one, columns.phoneIndex);
  if (await holdsRole(tx, book, id, now)) throw refuse('phone_of_staff');
  if (holder && holder.id !== id) {
    const theirs = await findVolunteer(tx, book, holder.id);
    const serves = theirs !== undefined && theirs.state !== 'cancelled';
    if (serves || (await holdsRole(tx, book, holder.id, now))) throw refuse('phone_taken');
    await updatePerson(tx, book, holder.id, { phoneSealed: null, phoneIndex: null });
    await endOtherSessions(tx, book, holder.id, now, undefined, by);
  }
  try {
    await updatePerson(tx, book, id, columns);
  } catch (error) {
    // Somebody has signed in with it just now.
    if (violatedConstraint(error) === 'person_book_phone_index_key') throw refuse('phone_taken');
    throw error;
  }
  if (person.phoneIndex) {
    await forgetPhone(tx, book, person.phoneIndex);
    await followWards(deps, tx, one, person.phoneIndex, phone);
  }
  await endOtherSessions(tx, book, id, now, undefined, by);
  const before = openPhone(deps, person);
  await record(tx, book, {
    action: 'person.change_phone',
    object: { kind: 'person', id },
    before: { phone: before === undefined ? null : maskPhone(before) },
    after: { phone: maskPhone(phone) },
  });
}

/**
 * Whoever has the phone, locked with the one who is to have it, so that neither registers, signs in or is given a role by
 * it meanwhile. Refuses: stale (it has changed hands).
 */
async function lockHolder(
  tx: Tx,
  { volunteer: { book, id } }: Corrected,
  phoneIndex: Buffer,
): Promise<PersonRow | undefined> {
  const holder = await findPersonByPhone(tx, book, phoneIndex);
  // In one order, or two desks would wait for each other.
  for (const each of [...new Set([id, ...(holder ? [holder.id] : [])])].sort()) {
    const locked = await lockPerson(tx, book, each);
    if (each === holder?.id && !locked?.phoneIndex?.equals(phoneIndex)) throw refuseAny('stale');
  }
  return holder;
}

async function holdsRole(tx: Tx, book: number, id: string, now: Instant): Promise<boolean> {
  return (await rolesOf(tx, book, id, now)).some(({ role }) => role !== 'volunteer');
}

/** The minors whose guardian this very person is go on naming the person's phone. */
async function followWards(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  { volunteer, seals }: Corrected,
  former: Buffer,
  phone: string,
): Promise<void> {
  const { book } = volunteer;
  const { idNumber } = openVolunteer(seals, volunteer);
  for (const { id } of await wardsOf(tx, book, former)) {
    const ward = await lockVolunteer(tx, book, id);
    const person = await findPerson(tx, book, id);
    const wardSeals = person && sealsOf(deps, person);
    if (!ward?.nameSealed || !wardSeals) continue;
    const secrets = openVolunteer(wardSeals, ward);
    if (secrets.guardian?.idNumber !== idNumber) continue;
    const guardian = { ...secrets.guardian, phone };
    const anew = sealVolunteer(wardSeals, deps.vault.index, id, { ...secrets, guardian });
    requirePhonesApart(person, anew, '/wanted');
    await updateVolunteer(tx, book, id, anew);
  }
}
