import { pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { checkpointsBefore } from './store.ts';

/** The signed checkpoints of a book, newest first, for whoever wants to keep a copy. Refuses: bad_cursor. */
export async function listCheckpoints(
  deps: Deps,
  book: number,
  { limit, cursor }: { limit: number; cursor?: string },
) {
  const list = `checkpoints/${book}`;
  const before =
    cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(deps.cursors.read(list, cursor)[0]);
  const rows = await checkpointsBefore(deps.db, book, before, limit + 1);
  return pageOf(
    rows,
    limit,
    ({ number, at, jws }) => ({ number, at, jws }),
    (last) => deps.cursors.write(list, [last.number]),
  );
}
