import { rolesOf } from '../access/index.ts';
import { withOrigin } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { Refusal } from '../kit/refusal.ts';
import { importerFor } from './kind.ts';
import { kinds } from './kinds.ts';
import { attemptsMax } from './limits.ts';
import { refuse } from './refusals.ts';
import type { Run } from './run.ts';
import { sealsOfOwner } from './sealed-file.ts';
import { claimImport, finishImport, LeaseLost, releaseImport } from './store.ts';
import { survey } from './survey.ts';
import type { ImportRow } from './tables.ts';
import { takeAll, takeGood } from './take-rows.ts';
import { withTightHeap } from './tight-heap.ts';

/**
 * Carries out an import that nobody works on. First the whole file is read, so that one that is damaged at its end
 * writes nothing; then its rows are taken, batch by batch. What it does is done as by the request that sent the file.
 */
export async function runImport(
  deps: Deps,
  { book, id }: { book: number; id: string },
): Promise<void> {
  const row = await claimImport(deps.db, book, id, newId());
  if (!row) return;
  try {
    if (row.attempts > attemptsMax) throw refuse('import_broken_off');
    await withOrigin({ ...row.origin, cause: { import: id } }, () =>
      withTightHeap(() => carryOut(deps, row)),
    );
  } catch (error) {
    if (error instanceof LeaseLost) return;
    if (error instanceof Refusal) return finishImport(deps, row, error);
    await releaseImport(deps.db, row).catch(() => {});
    throw error;
  }
}

async function carryOut(deps: Deps, row: ImportRow): Promise<void> {
  const { book, ownerId: personId, grants, organisationId } = row;
  const held = await rolesOf(deps.db, book, personId, await deps.clock.now(deps.db));
  const roles = held.filter(({ grant }) => grants.includes(grant));
  const actor = { book, personId, sessionId: '', roles };
  const importer = importerFor(actor, organisationId ?? undefined);
  const seals = await sealsOfOwner(deps, book, personId);
  const run: Run = { deps, row, kind: kinds[row.kind], importer, seals, isSpoilt: false };
  if (row.rowsTotal === null) await survey(run);
  const take = row.mode === 'all_or_nothing' && !row.dryRun ? takeAll : takeGood;
  await take(run);
}
