import { rolesOf } from '../access/index.ts';
import { keepKeys } from '../kit/data-keys.ts';
import { wasOutdated } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { Refusal } from '../kit/refusal.ts';
import type { Seals } from '../kit/seal.ts';
import { batchesOf, type FileRow } from './file-rows.ts';
import { type Fault, faultOf, type Importer, type ImportKind, type Write } from './kind.ts';
import { kinds } from './kinds.ts';
import { attemptsMax, batchesAhead } from './limits.ts';
import { refuse } from './refusals.ts';
import { openChunks, sealsOfOwner, sealTexts } from './sealed-file.ts';
import {
  claimImport,
  endImport,
  keepLease,
  LeaseLost,
  noteRows,
  releaseImport,
  startOver,
} from './store.ts';
import { readRows } from './table-file.ts';
import type { BadRow, ImportRow } from './tables.ts';

/** What is needed to carry an import out. */
interface Run {
  deps: Deps;
  row: ImportRow;
  kind: ImportKind;
  importer: Importer;
  seals: Seals;
}

/**
 * Carries out an import that nobody works on. First the whole file is read, so that one that is damaged at its end
 * writes nothing; then batch by batch. A batch commits together with how far the import has come, so whoever begins
 * again after a crash goes on behind it; all-or-nothing is one transaction, and begins from the start.
 */
export async function runImport(
  deps: Deps,
  { book, id }: { book: number; id: string },
): Promise<void> {
  const row = await claimImport(deps.db, book, id, newId());
  if (!row) return;
  try {
    if (row.attempts > attemptsMax) throw refuse('import_broken_off');
    await carryOut(deps, row);
  } catch (error) {
    if (error instanceof LeaseLost) return;
    if (error instanceof Refusal) return end(deps, row, error);
    await releaseImport(deps.db, row).catch(() => {});
    throw error;
  }
}

async function end(deps: Deps, row: ImportRow, problem: Refusal | null): Promise<void> {
  const said = problem && { code: problem.code, text: problem.text };
  await deps.transact(async (tx) => endImport(tx, row, said, await deps.clock.now(tx)));
}

async function carryOut(deps: Deps, row: ImportRow): Promise<void> {
  const { book, ownerId: personId, grants, organisationId } = row;
  const held = await rolesOf(deps.db, book, personId, await deps.clock.now(deps.db));
  const roles = held.filter(({ grant }) => grants.includes(grant));
  const actor = { book, personId, sessionId: '', roles };
  const importer = { actor, organisationId: organisationId ?? undefined };
  const seals = await sealsOfOwner(deps, book, personId);
  const run: Run = { deps, row, kind: kinds[row.kind], importer, seals };
  if (row.rowsTotal === null) await survey(run);
  if (row.mode === 'all_or_nothing' && !row.dryRun) await takeAll(run);
  else await takeGood(run);
}

const batches = ({ deps, row, kind, seals }: Run) =>
  batchesOf(kind.columns, row.columns, readRows(row, openChunks(deps.db, seals, row), kind.sheet));

/** Counts the rows. Refuses: file_empty, and whatever is wrong with the file. */
async function survey(run: Run): Promise<void> {
  let count = 0;
  for await (const rows of batches(run)) {
    count += rows.length;
    await keepLease(run.deps.db, run.row);
  }
  if (count === 0) throw refuse('file_empty');
  await keepLease(run.deps.db, run.row, count);
}

async function takeGood(run: Run): Promise<void> {
  const { deps, row } = run;
  for await (let batch of madeAhead(judgedBatches(run, row.rowsRead)))
    await againAfterRace(
      () =>
        deps.transact(async (tx) => {
          await batch.write?.(tx);
          await noteRows(tx, row, batch);
        }),
      async () => {
        batch = await judge(run, batch.rows);
      },
    );
  await end(deps, row, null);
}

/** One transaction for all; what is found out is noted beside it, so that it can be seen meanwhile and stays. */
async function takeAll(run: Run): Promise<void> {
  const { deps, row } = run;
  await againAfterRace(() =>
    deps.transact(async (tx) => {
      await keepKeys(tx, row.book);
      await deps.transact((beside) => startOver(beside, row));
      let count = 0;
      for await (const batch of madeAhead(judgedBatches(run, 0))) {
        count += batch.bad.length;
        if (count === 0) await batch.write?.(tx);
        await deps.transact((beside) => noteRows(beside, row, batch));
      }
      if (count > 0) throw refuse('bad_rows', { values: { count } });
      await endImport(tx, row, null, await deps.clock.now(tx));
    }),
  );
}

/** The batches that were not taken before; of those that were, only the keys matter. */
async function* judgedBatches(run: Run, taken: number): AsyncGenerator<Judged> {
  const repeats = seenRows(run.kind);
  let passed = 0;
  for await (const rows of batches(run)) {
    const batch = rows.map(repeats);
    passed += rows.length;
    if (passed > taken) yield judge(run, batch);
  }
}

/** Makes the next ones while one is used: rules and seals keep this process busy, writing the database. */
async function* madeAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  const next = () => {
    const made = items.next();
    // It fails when it is asked for.
    made.catch(() => {});
    return made;
  };
  const waiting = Array.from({ length: batchesAhead }, next);
  try {
    for (;;) {
      const { value, done } = await waiting.shift()!;
      if (done) return;
      waiting.push(next());
      yield value;
    }
  } finally {
    await items.return(undefined).catch(() => {});
  }
}

/** A row with what no earlier row of the file may have: the later one is bad, and names the earlier. */
function seenRows({ columns, keysOf }: ImportKind): (row: FileRow) => FileRow {
  const seen = new Map<string, number>();
  return (row) => {
    const faults = keysOf(row.cells).flatMap(({ column, value }) => {
      const key = `${column} ${value}`;
      const line = seen.get(key);
      if (line === undefined) seen.set(key, row.line);
      const at = { pointer: `/${column}`, values: { line: line ?? 0 } };
      return line === undefined ? [] : [faultOf(columns, refuse('row_repeated', at))];
    });
    return { ...row, faults: [...row.faults, ...faults] };
  };
}

interface Judged {
  rows: FileRow[];
  fresh: number;
  there: number;
  bad: BadRow[];
  /** Nothing where nothing is to be written. */
  write?: Write;
}

async function judge({ deps, row, kind, importer, seals }: Run, rows: FileRow[]): Promise<Judged> {
  const readable = rows.filter(({ faults }) => faults.length === 0);
  const cells = readable.map((one) => one.cells);
  const { verdicts, prepare } = await kind.examine(deps, importer, cells);
  const judged: Judged = { rows, fresh: 0, there: 0, bad: [] };
  const bad = ({ line, texts }: FileRow, faults: Fault[]) =>
    judged.bad.push({
      ...{ book: row.book, importId: row.id, line, faults },
      cellsSealed: sealTexts(seals, row.id, line, texts),
    });
  for (const one of rows) if (one.faults.length > 0) bad(one, one.faults);
  for (const [n, verdict] of verdicts.entries()) {
    if (typeof verdict === 'string') judged[verdict]++;
    else bad(readable[n]!, verdict);
  }
  const isSpoilt = row.mode === 'all_or_nothing' && judged.bad.length > 0;
  if (!row.dryRun && !isSpoilt && judged.fresh > 0) judged.write = await prepare();
  return judged;
}

const triesMax = 3;

async function againAfterRace(work: () => Promise<void>, before = async () => {}): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries >= triesMax || !wasOutdated(error)) throw error;
      await before();
    }
  }
}
