import { type Actor, requireMay } from '../access/index.ts';
import { pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import type { Language } from '../kit/refusal.ts';
import { maskedVolunteers } from '../people/index.ts';
import { findRecords, recordsOfVolunteer } from '../records/index.ts';
import { heldReasons, refuse } from './refusals.ts';
import { describeSettlement, type SettlementView } from './settlement.ts';
import { findLines, findSettlement, linesPage } from './store.ts';
import type { LineState } from './tables.ts';

interface PageRequest {
  limit: number;
  cursor?: string;
}

const heldTitle = (reason: string | null, language: Language) =>
  reason === null
    ? null
    : { code: reason, title: (heldReasons[reason] ?? heldReasons.refused_by_ledger!)[language] };

/** Refuses: settlement_unknown, also to those whom the policy does not let read it. */
export async function showSettlement(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<SettlementView> {
  const unknown = refuse('settlement_unknown');
  const row = await findSettlement(deps.db, actor.book, id);
  if (!row) throw unknown;
  const { region, stationId: place } = row;
  requireMay(actor, 'settlement.read', { region, place }, unknown);
  return describeSettlement(deps.db, row);
}

/** The lines of a settlement with masked names, and why those that are held are held. Refuses: settlement_unknown, bad_cursor. */
export async function listLines(
  deps: Deps,
  actor: Actor,
  id: string,
  { state, limit, cursor, language }: PageRequest & { state?: LineState; language: Language },
) {
  const { book } = actor;
  await showSettlement(deps, actor, id);
  const list = `settlement-lines/${id}/${state ?? ''}`;
  const after = cursor === undefined ? undefined : deps.cursors.read(list, cursor)[0];
  const rows = await linesPage(deps.db, book, id, { limit: limit + 1, state, after });
  const people = await maskedVolunteers(
    deps,
    deps.db,
    book,
    rows.map(({ volunteerId }) => volunteerId),
  );
  const records = await findRecords(
    deps.db,
    book,
    rows.map((row) => row.id),
  );
  return pageOf(
    rows,
    limit,
    (row) => ({
      id: row.id,
      volunteer: people.get(row.volunteerId)!,
      rawMinutes: records.get(row.id)!.rawMinutes,
      minutes: row.minutes,
      centipoints: row.centipoints,
      state: row.state,
      heldReason: heldTitle(row.heldReason, language),
    }),
    (last) => deps.cursors.write(list, [last.id]),
  );
}

/** A volunteer's own records, newest first, and how far each is on its way into the books (67号令 Art. 12). */
export async function listOwnRecords(
  deps: Deps,
  by: { book: number; personId: string },
  { limit, cursor, language }: PageRequest & { language: Language },
) {
  const list = 'records';
  const before = cursor === undefined ? undefined : deps.cursors.read(list, cursor)[0];
  const rows = await recordsOfVolunteer(deps.db, by.book, by.personId, limit + 1, before);
  const lines = await findLines(
    deps.db,
    by.book,
    rows.map(({ id }) => id),
  );
  return pageOf(
    rows,
    limit,
    (row) => {
      const line = lines.get(row.id)!;
      return {
        id: row.id,
        activityId: row.activityId,
        title: row.title,
        date: row.serviceDate,
        place: row.placeName,
        rawMinutes: row.rawMinutes,
        minutes: row.minutes,
        grade: row.grade,
        state: line.state === 'waiting' ? ('posting' as const) : line.state,
        heldReason: heldTitle(line.heldReason, language),
      };
    },
    (last) => deps.cursors.write(list, [last.id]),
  );
}
