import { keepKeys } from '../kit/data-keys.ts';
import { type Transact, type Tx, wasOutdated } from '../kit/db.ts';
import { type FileRow, rowReader } from './file-rows.ts';
import { type Fault, faultOf, importerFor, type Write } from './kind.ts';
import { batchesAhead, batchRows } from './limits.ts';
import { refuse } from './refusals.ts';
import type { Run } from './run.ts';
import { openRows, sealTexts } from './sealed-file.ts';
import { endImport, finishImport, noteRows, startOver } from './store.ts';
import type { BadRow } from './tables.ts';

/** Rows that were judged together. */
interface Judged {
  rows: FileRow[];
  fresh: number;
  /** The lines of those who are there already. */
  there: number[];
  bad: BadRow[];
  /** Nothing where nothing is to be written. */
  write?: Write;
}

/**
 * Takes the good rows. A batch commits together with how far the import has come, so whoever begins again after a crash
 * goes on behind it.
 */
export async function takeGood(run: Run): Promise<void> {
  const { deps, row } = run;
  for await (const batch of madeAhead(judgedBatches(run, row.rowsRead)))
    await takeBatch(run, deps.transact, batch, async (tx, taken) => noteRows(tx, row, taken));
  await finishImport(deps, row, null);
}

/** One transaction for all; what is found out is noted beside it, so that it can be seen meanwhile and stays. */
export async function takeAll({
  importer: { actor, organisationId },
  ...rest
}: Run): Promise<void> {
  const { deps, row } = rest;
  await deps.transact(async (tx) => {
    await keepKeys(tx, row.book);
    await deps.transact((beside) => startOver(beside, row));
    const run = { ...rest, importer: importerFor(actor, organisationId), isSpoilt: false };
    let count = 0;
    let noted: Promise<void> = Promise.resolve();
    try {
      for await (const batch of madeAhead(judgedBatches(run, 0))) {
        if (run.isSpoilt) delete batch.write;
        await takeBatch(
          run,
          (work) => tx.transaction(work),
          batch,
          async (_tx, taken) => {
            count += taken.bad.length;
            // Nothing is made ready any more that is not written.
            run.isSpoilt = count > 0;
            await noted;
            // The next rows are written meanwhile; that it failed is heard with theirs.
            noted = deps.transact((beside) => noteRows(beside, row, taken));
            noted.catch(() => {});
          },
        );
      }
    } finally {
      // Whoever tries again must not meet it.
      await noted.catch(() => {});
    }
    await noted;
    if (count > 0) throw refuse('bad_rows', { values: { count } });
    await endImport(tx, row, null, await deps.clock.now(tx));
  });
}

/** The batches after so many rows. */
async function* judgedBatches(run: Run, taken: number): AsyncGenerator<Judged> {
  const { deps, row, kind, seals } = run;
  const { again } = rowReader(kind.columns, row.columns);
  let passed = taken % batchRows;
  for await (const kept of openRows(deps.db, seals, row, (taken - passed) / batchRows)) {
    yield judge(run, kept.slice(passed).map(again));
    passed = 0;
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

async function judge(
  { deps, row, kind, importer, seals, isSpoilt }: Run,
  rows: FileRow[],
): Promise<Judged> {
  const readable = rows.filter(({ faults }) => faults.length === 0);
  const { verdicts, prepare } = await kind.examine(deps, importer, readable);
  const judged: Judged = { rows, fresh: 0, there: [], bad: [] };
  const bad = ({ line, texts }: FileRow, faults: Fault[]) =>
    judged.bad.push({
      ...{ book: row.book, importId: row.id, line, faults },
      cellsSealed: sealTexts(seals, row.id, line, texts),
    });
  for (const one of rows) if (one.faults.length > 0) bad(one, one.faults);
  for (const [n, verdict] of verdicts.entries()) {
    const one = readable[n]!;
    if (verdict === 'fresh') judged.fresh++;
    else if (verdict === 'there') judged.there.push(one.line);
    else bad(one, verdict);
  }
  const isForbidden = row.mode === 'all_or_nothing' && (isSpoilt || judged.bad.length > 0);
  if (!row.dryRun && !isForbidden && judged.fresh > 0) judged.write = await prepare();
  return judged;
}

const triesMax = 3;

/**
 * Writes a batch and notes it. One that others have outdated is judged anew. Where that does not help, rows of it collide
 * by something that no rule has seen: it is halved, until the row is found that is bad.
 */
async function takeBatch(
  run: Run,
  transact: Transact,
  batch: Judged,
  note: (tx: Tx, batch: Judged) => Promise<void>,
  tries = triesMax,
): Promise<void> {
  const write = () =>
    transact(async (tx) => {
      await batch.write?.(tx);
      await note(tx, batch);
    });
  const { rows } = batch;
  for (let left = tries; left > 0; left--) {
    try {
      return await write();
    } catch (error) {
      if (!wasOutdated(error)) throw error;
      run.importer.room = undefined;
      if (left > 1) batch = await judge(run, rows);
    }
  }
  if (rows.length === 1) {
    batch = collided(run, rows[0]!);
    return write();
  }
  const middle = Math.ceil(rows.length / 2);
  for (const half of [rows.slice(0, middle), rows.slice(middle)])
    await takeBatch(run, transact, await judge(run, half), note, half.length > 1 ? 1 : triesMax);
}

function collided({ row, kind, seals }: Run, one: FileRow): Judged {
  const { line, texts } = one;
  const bad: BadRow = {
    ...{ book: row.book, importId: row.id, line },
    faults: [faultOf(kind.columns, refuse('row_collides'))],
    cellsSealed: sealTexts(seals, row.id, line, texts),
  };
  return { rows: [one], fresh: 0, there: [], bad: [bad] };
}
