import { record } from '../audit/index.ts';
import { type Instant, plusMinutes } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import {
  lockVolunteer,
  updateVolunteer,
  type VolunteerRow,
  volunteersWithGuardian,
} from '../people/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { admitWard } from './admit-ward.ts';
import { endRegistration } from './end-serving.ts';
import { withdrawInForce } from './store.ts';
import { agesOf, agesOfWhoeverStays } from './ward-age.ts';
import { ofGuardian } from './withdraw-consent.ts';

const pageRows = 200;
const minutesPerDay = 24 * 60;
type Needs = Pick<Deps, 'db' | 'transact' | 'clock' | 'vault' | 'book' | 'whenServingEnds'>;

/**
 * Whoever has come of age needs no guardian any more: who that was is forgotten (PIPL Art. 19), what the guardian had
 * agreed to ends, and a registration that still waited goes on. How many there were.
 */
export async function lapseGuardians(deps: Needs): Promise<number> {
  return forEach(deps, false, async (found, now) => {
    const ages = await agesOfWhoeverStays(deps, deps.db, found, now);
    if (!ages || ages.needsGuardian) return false;
    return deps.transact(async (tx) => {
      const { book, id } = found;
      const row = await lockVolunteer(tx, book, id);
      if (!row?.guardianIndex || (await agesOf(deps, tx, row, now)).needsGuardian) return false;
      // From now on the volunteer's own word counts.
      await withdrawInForce(tx, book, [id], { now, of: ofGuardian });
      const state = row.state === 'guardian_pending' ? await admitWard(tx, row, now) : row.state;
      await updateVolunteer(tx, book, id, { guardianSealed: null, guardianIndex: null });
      await record(tx, book, {
        action: 'guardian.lapse',
        object: { kind: 'person', id },
        before: { state: row.state },
        after: { state },
      });
      return true;
    });
  });
}

/** A registration that no guardian answers is ended, and nothing personal of it is kept. How many there were. */
export async function endUnanswered(deps: Needs): Promise<number> {
  return forEach(deps, true, async (found, now) => {
    const { book, id } = found;
    const rules = await rulesInForce(deps.db, book, found.residenceRegion, now);
    const days = rules.get('registration.guardian_days');
    const before = plusMinutes(now, -days * minutesPerDay);
    if (found.registeredAt > before) return false;
    return deps.transact(async (tx) => {
      const row = await lockVolunteer(tx, book, id);
      if (row?.state !== 'guardian_pending' || row.registeredAt > before) return false;
      await endRegistration(deps, tx, row, { by: id, now });
      await record(tx, book, {
        action: 'guardian.miss',
        object: { kind: 'person', id },
        before: { state: row.state },
        after: { state: 'cancelled', days },
      });
      return true;
    });
  });
}

/** One transaction each, so that nobody waits for a sweep. */
async function forEach(
  deps: Needs,
  waiting: boolean,
  work: (found: VolunteerRow, now: Instant) => Promise<boolean>,
): Promise<number> {
  const { db, book } = deps;
  const now = await deps.clock.now(db);
  let count = 0;
  for (let after: string | undefined; ; ) {
    const rows = await volunteersWithGuardian(db, book, { waiting, after, limit: pageRows });
    for (const row of rows) if (await work(row, now)) count++;
    if (rows.length < pageRows) return count;
    after = rows.at(-1)!.id;
  }
}
