import { instant } from '../kit/clock.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import type { Db } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import type { Language } from '../kit/refusal.ts';
import { type Action, actions } from './actions.ts';
import type { Changes } from './changes.ts';
import { type EntryRow, entriesPage, ownEntries } from './store.ts';

export interface EntryView {
  /** Lane and number: the place in the chains. */
  id: string;
  at: string;
  personId: string | null;
  role: string | null;
  /** What the role was held for. */
  scope: string | null;
  action: string;
  words: string;
  object: { kind: string; id: string };
  changes: Changes;
  requestId: string | null;
  address: string | null;
  device: string | null;
}

export interface Search {
  objectKind?: string;
  objectId?: string;
  personId?: string;
  action?: string;
  from?: string;
  to?: string;
  limit: number;
  cursor?: string;
}

/** Entries of the log, newest first, by what they are about, by who made them and by time. Refuses: bad_request, bad_cursor. */
export async function listEntries(
  deps: Pick<Deps, 'db' | 'cursors'>,
  book: number,
  { from, to, limit, cursor, ...search }: Search,
  language: Language,
): Promise<Page<EntryView>> {
  const list = `audit/${book}/${JSON.stringify([search, from, to])}`;
  const wanted = {
    ...search,
    ...(from === undefined ? {} : { from: instant(from, '/from') }),
    ...(to === undefined ? {} : { to: instant(to, '/to') }),
  };
  const before = cursor === undefined ? undefined : deps.cursors.read(list, cursor);
  const rows = await entriesPage(
    deps.db,
    book,
    wanted,
    limit + 1,
    before as [string, string, string] | undefined,
  );
  return pageOf(
    rows,
    limit,
    (row) => entryView(row, language),
    (last) => deps.cursors.write(list, [last.at, last.lane, last.number]),
  );
}

function entryView(row: EntryRow, language: Language): EntryView {
  return {
    id: `${row.lane}-${row.number}`,
    at: row.at,
    personId: row.person_id,
    role: row.role,
    scope: row.scope,
    action: row.action,
    // An action of an earlier release may have no words any more.
    words: actions[row.action as Action]?.[language] ?? row.action,
    object: { kind: row.object_kind, id: row.object_id },
    changes: row.changes,
    requestId: row.request_id,
    address: row.address,
    device: row.device,
  };
}

const ownEntriesMax = 5000;

/** What the log holds of somebody, for themselves: what they did and what was done about them, newest first. */
export const listOwnEntries = (db: Db, book: number, personId: string) =>
  ownEntries(db, book, personId, ownEntriesMax);
