import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { endRoles } from './end-roles.ts';
import { requireAllItems } from './enter-station.ts';
import { refuse } from './refusals.ts';
import { describeStations, type StationView, stationFacts, stationThing } from './station.ts';
import { lockStation, updateStation } from './store.ts';
import type { StationState } from './tables.ts';

export type StationRuling =
  | { decision: 'open' }
  | { decision: 'suspend' | 'close'; reason: string };

const from: Record<StationRuling['decision'], StationState[]> = {
  open: ['preparing', 'suspended'],
  suspend: ['open'],
  close: ['preparing', 'open', 'suspended'],
};
const to = { open: 'open', suspend: 'suspended', close: 'closed' } as const;

/**
 * The street opens a station that has the six 有, suspends it, or closes it for good, and with it all roles in it
 * (domain.md 9, Station). What it has published goes on while it is suspended, and is over before it is closed.
 * Refuses: station_unknown, not_allowed, self_review (who entered it), station_state_wrong, station_items_missing,
 * station_activities_open.
 */
export async function decideStation(
  deps: Deps,
  actor: Actor,
  id: string,
  ruling: StationRuling,
): Promise<StationView> {
  const { book, personId } = actor;
  const { decision } = ruling;
  const decided = deps.transact(async (tx) => {
    const unknown = refuse('station_unknown');
    const before = await lockStation(tx, book, id);
    if (!before) throw unknown;
    requireMay(actor, 'station.decide', stationThing(before), unknown);
    if (!from[decision].includes(before.state)) throw refuse('station_state_wrong');
    if (decision === 'open') requireAllItems(before.met);
    const now = await deps.clock.now(tx);
    const row = await updateStation(tx, book, id, {
      ...{ state: to[decision], reason: 'reason' in ruling ? ruling.reason : null },
      ...{ decidedBy: personId, decidedAt: now },
    });
    if (decision === 'close') await endRoles(tx, { book, scope: id, by: personId }, now);
    await record(tx, book, {
      action: `station.${decision}`,
      object: { kind: 'station', id },
      before: stationFacts(before),
      after: stationFacts(row),
    });
    const [view] = await describeStations(deps, tx, { book, actor }, [row]);
    return view!;
  });
  return decided.catch((error) => {
    if (violatedConstraint(error) === 'station_served_out') throw refuse('station_activities_open');
    throw error;
  });
}
