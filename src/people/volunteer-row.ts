import { dateInChina, type Instant } from '../kit/clock.ts';
import { invariant } from '../kit/invariant.ts';
import type { Seals } from '../kit/seal.ts';
import { accountId } from '../ledger/index.ts';
import { nameKey } from './name-key.ts';
import type { VolunteerRow } from './tables.ts';

/** domain.md 9: who was sent back (rejected) submits again; cancelled by the person, revoked by decision. */
export type VolunteerState =
  | 'guardian_pending'
  | 'submitted'
  | 'rejected'
  | 'active'
  | 'suspended'
  | 'cancelled'
  | 'revoked';
/** By oneself, through an organisation, or by an officer on one's behalf (条例 Art. 7). */
export type Channel = 'self' | 'organisation' | 'offline';
export type IdType = 'resident_id' | 'residence_permit' | 'travel_permit' | 'passport';
export type Sex = 'male' | 'female' | 'unknown';

/** Weekly time to serve in half hours, `day` 1 is Monday, times as HH:MM. */
export interface WeeklyTime {
  day: number;
  from: string;
  to: string;
}

/** What is kept sealed in one piece. */
export interface Details {
  sex: Sex;
  /** YYYY-MM-DD. */
  birthDate: string;
  address?: string;
}

export interface Guardian {
  name: string;
  relation: string;
  idNumber: string;
  phone: string;
}

/** What is sealed of a volunteer, as it was written. */
export interface VolunteerSecrets {
  name: string;
  /** Checked already, in its one form. */
  idNumber: string;
  details: Details;
  guardian?: Guardian | undefined;
  health?: string | undefined;
}

const place = (column: string) => (row: string) => ({ table: 'people.volunteer', column, row });
const places = {
  name: place('name'),
  idNumber: place('id_number'),
  mark: place('document_mark'),
  details: place('details'),
  guardian: place('guardian'),
  health: place('health'),
};

type Index = (purpose: string, value: string) => Buffer;

/** By what a volunteer is found again. */
export const indexOfName = (index: Index, name: string) => index('name', nameKey(name));
export const indexOfIdNumber = (index: Index, idNumber: string) => index('national-id', idNumber);

/** The sealed columns of a volunteer, and the indexes that find them again; that of the document may be known already. */
export function sealVolunteer(
  seals: Seals,
  index: Index,
  id: string,
  { name, idNumber, details, guardian, health }: VolunteerSecrets,
  idNumberIndex = indexOfIdNumber(index, idNumber),
) {
  return {
    nameSealed: seals.seal(places.name(id), name.trim()),
    nameIndex: indexOfName(index, name),
    idNumberSealed: seals.seal(places.idNumber(id), idNumber),
    idNumberIndex,
    detailsSealed: seals.seal(places.details(id), JSON.stringify(details)),
    guardianSealed: guardian ? seals.seal(places.guardian(id), JSON.stringify(guardian)) : null,
    guardianIndex: guardian ? index('phone', guardian.phone) : null,
    healthSealed: health === undefined ? null : seals.seal(places.health(id), health),
  };
}

/** The limits of somebody's health, sealed by themselves: they come and go with the consent to them. */
export const sealHealth = (seals: Seals, id: string, health: string) =>
  seals.seal(places.health(id), health);

/**
 * By what somebody is known to be the same who registers again: the index of the document, to compare and not to find,
 * since it is sealed with the person's own key and goes with that.
 */
export const sealMark = (seals: Seals, id: string, idNumberIndex: Buffer) =>
  seals.seal(places.mark(id), idNumberIndex.toString('hex'));

/** Whether `sealMark` has sealed this index. */
export const isMarked = (
  seals: Seals,
  { id, documentMarkSealed }: Pick<VolunteerRow, 'id' | 'documentMarkSealed'>,
  idNumberIndex: Buffer,
): boolean =>
  documentMarkSealed !== null &&
  seals.open(places.mark(id), documentMarkSealed) === idNumberIndex.toString('hex');

/** What `sealVolunteer` has sealed. The row is of somebody who has not left. */
export function openVolunteer(seals: Seals, row: VolunteerRow): VolunteerSecrets {
  const { id, nameSealed, idNumberSealed, detailsSealed, guardianSealed, healthSealed } = row;
  invariant(nameSealed && idNumberSealed && detailsSealed, 'a volunteer who has not left');
  return {
    name: seals.open(places.name(id), nameSealed),
    idNumber: seals.open(places.idNumber(id), idNumberSealed),
    details: JSON.parse(seals.open(places.details(id), detailsSealed)) as Details,
    guardian: guardianSealed
      ? (JSON.parse(seals.open(places.guardian(id), guardianSealed)) as Guardian)
      : undefined,
    health: healthSealed ? seals.open(places.health(id), healthSealed) : undefined,
  };
}

/** Only the name, for lists. */
export function openName(
  seals: Seals,
  { id, nameSealed }: Pick<VolunteerRow, 'id' | 'nameSealed'>,
) {
  invariant(nameSealed, 'a volunteer who has not left');
  return seals.open(places.name(id), nameSealed);
}

/** Hours that never fall by spending, and points. */
export const personalAccountKinds = ['hours_credit', 'points_main'] as const;

/** The accounts that every volunteer has. */
export function personalAccounts(book: number, personId: string, region: string) {
  return personalAccountKinds.map((kind) => ({
    id: accountId(book, personId, kind),
    kind,
    owner: personId,
    region,
  }));
}

/** V + 6 digits of district + YYMM + 7 digits of serial (domain.md 4); never derived from the national id. */
export function volunteerNumber(region: string, now: Instant, serial: number): string {
  const month = dateInChina(now).slice(2, 7).replace('-', '');
  return `V${region.slice(0, 6)}${month}${String(serial % 10_000_000).padStart(7, '0')}`;
}
