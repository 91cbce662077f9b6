import { type Actor, areasOf } from '../access/index.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { correctionsOf, openCorrections } from './correction-store.ts';
import { type CorrectionView, describeCorrections } from './describe-corrections.ts';

/** What the caller has asked for. */
export async function listOwnCorrections(deps: Deps, actor: Actor) {
  const rows = await correctionsOf(deps.db, actor.book, actor.personId);
  return describeCorrections(deps, deps.db, actor, rows);
}

/** Open requests of the caller's area, the oldest first. Refuses: bad_cursor. */
export async function listOpenCorrections(
  deps: Deps,
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<CorrectionView>> {
  const { book } = actor;
  const list = `corrections/${book}/${actor.personId}`;
  const after = cursor === undefined ? undefined : deps.cursors.read(list, cursor)[0];
  const prefixes = areasOf(actor, 'correction.decide');
  const protectedIn = areasOf(actor, 'volunteer.read_protected');
  const wanted = { prefixes, protectedIn, after, limit: limit + 1 };
  const rows = await openCorrections(deps.db, book, wanted);
  const views = await describeCorrections(deps, deps.db, actor, rows);
  return pageOf(
    views,
    limit,
    (view) => view,
    (last) => deps.cursors.write(list, [last.id]),
  );
}
