import { dateInChina, type Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { accountId } from '../ledger/index.ts';
import { takeVolunteerSerials } from './store.ts';
import { idNumberPlace, namePlace } from './volunteer.ts';

export interface Registrant {
  book: number;
  id: string;
  name: string;
  /** Checked already, in its one form. */
  idNumber: string;
  residenceRegion: string;
}

/** The row of a volunteer, personal data sealed. `serial` is taken when it is left out. */
export async function volunteerRow(
  { vault }: Pick<Deps, 'vault'>,
  tx: Tx,
  { book, id, name, idNumber, residenceRegion }: Registrant,
  now: Instant,
  serial?: number,
) {
  const number = serial ?? (await takeVolunteerSerials(tx, 1))[0]!;
  return {
    book,
    id,
    number: volunteerNumber(residenceRegion, now, number),
    nameSealed: vault.seal(namePlace(id), name.trim()),
    idNumberSealed: vault.seal(idNumberPlace(id), idNumber),
    idNumberIndex: vault.index('national-id', idNumber),
    residenceRegion,
    registeredAt: now,
  };
}

/** The accounts that every volunteer has: hours that never fall by spending, and points. */
export function personalAccounts(book: number, personId: string, region: string) {
  return (['hours_credit', 'points_main'] as const).map((kind) => ({
    id: accountId(book, personId, kind),
    kind,
    owner: personId,
    region,
  }));
}

/** V + 6 digits of district + YYMM + 7 digits of serial (domain.md 4); never derived from the national id. */
function volunteerNumber(region: string, now: Instant, serial: number): string {
  const month = dateInChina(now).slice(2, 7).replace('-', '');
  return `V${region.slice(0, 6)}${month}${String(serial % 10_000_000).padStart(7, '0')}`;
}
