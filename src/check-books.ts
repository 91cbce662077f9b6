import { parseArgs } from 'node:util';
import { brokenCheckpoints, missingCheckpoints } from './audit/index.ts';
import { auditPromises } from './audit/promises.ts';
import { ConfigError } from './config.ts';
import { type Instant, instant, stopwatch } from './kit/clock.ts';
import type { Db } from './kit/db.ts';
import { type Checked, checkBooks, countTransfers, ledgerPromises } from './ledger/index.ts';
import {
  checkNewestCheckpoints,
  checkSince,
  noteVerified,
  type Outside,
  sinceMeaning,
} from './proofs/index.ts';
import { proofPromises } from './proofs/promises.ts';
import { rewardPromises } from './rewards/promises.ts';
import { settlementPromises } from './settlement/promises.ts';

/** Every promise the books make, each as one query. */
export const promises = [
  ...ledgerPromises,
  ...proofPromises,
  ...settlementPromises,
  ...rewardPromises,
  ...auditPromises,
];

type Say = (line: string) => void;
type Row = Omit<Checked, 'promise'> & { promise: Pick<Checked['promise'], 'name' | 'meaning'> };

export const checkBooksHelp = `check-books
  完整核对全部账目，并与数据库外的检查点对照。
  Checks every promise over every row, and the books against the checkpoints outside of the database.
check-books --since [TIME]
  ${sinceMeaning['zh-CN']}
  ${sinceMeaning.en}
Exit code 1: something is broken.`;

/**
 * Checks every promise over all books that `db` sees, and the books against the signed checkpoints outside of the database when
 * it is told where they are. Prints a table; true when all are kept.
 */
export async function checkAllBooks(db: Db, say: Say, outside?: Outside): Promise<boolean> {
  const file = outside && (await checkNewestCheckpoints(db, outside));
  const checked = await checkBooks(db, promises);
  const signed = outside
    ? [await checkLogSignatures(db, outside.vault), await checkLogOutside(db, outside)]
    : [];
  const kept = print(
    say,
    [...checked, ...(file ? [file] : []), ...signed],
    await countTransfers(db),
  );
  if (kept && file) await noteVerified(outside, file);
  return kept;
}

/** The same for what was written since the last check, or since a time. Prints a table; true when all promises are kept. */
export async function checkBooksSince(
  db: Db,
  say: Say,
  outside: Outside,
  time?: Instant,
): Promise<boolean> {
  const { file, checked, transfers } = await checkSince(db, outside, time);
  say(`${sinceMeaning['zh-CN']}\n${sinceMeaning.en}`);
  const kept = print(say, [file, ...checked, await checkLogOutside(db, outside)], transfers);
  // After a gap, what is older than the given time is still to be checked.
  if (kept && !time) await noteVerified(outside, file);
  return kept;
}

/** What follows the role's name. Refuses (ConfigError): anything but `--help` or `--since [TIME]`. */
export function readCheckOptions(args: string[]): {
  help: boolean;
  since: boolean;
  time?: Instant;
} {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { help: { type: 'boolean' }, since: { type: 'boolean' } },
      allowPositionals: true,
    });
    const { help = false, since = false } = values;
    const [time, ...more] = positionals;
    if (time === undefined) return { help, since };
    if (since && more.length === 0) return { help, since, time: instant(time) };
  } catch {
    // Said below, together with how to ask.
  }
  throw new ConfigError(`${args.join(' ')}?\n${checkBooksHelp}`);
}

function print(say: Say, results: Row[], transfers: number): boolean {
  say('            ms  breaches  promise');
  for (const { promise, breaches, milliseconds } of results) {
    const mark = breaches.length === 0 ? 'ok    ' : 'BROKEN';
    say(
      `${mark} ${milliseconds.toFixed(1).padStart(7)}  ${String(breaches.length).padStart(8)}  ${promise.name}: ${promise.meaning['zh-CN']} / ${promise.meaning.en}`,
    );
    for (const breach of breaches) say(`         ${JSON.stringify(breach)}`);
  }
  const sum = results.reduce((total, { milliseconds }) => total + milliseconds, 0);
  say(
    `${sum.toFixed(0)} ms, ${((sum * 1000) / Math.max(transfers, 1)).toFixed(1)} µs for each of ${transfers} transfers`,
  );
  const broken = results.filter(({ breaches }) => breaches.length > 0).length;
  say(
    broken === 0
      ? `账目核对一致：${results.length} 项全部通过 / all ${results.length} promises kept`
      : `账目有误：${broken} 项不符 / ${broken} of ${results.length} promises BROKEN`,
  );
  return broken === 0;
}

/** That the log's checkpoints were signed by us can only be asked with the key, which a database on its own does not have. */
async function checkLogSignatures(db: Db, vault: Outside['vault']): Promise<Row> {
  const elapsed = stopwatch();
  const breaches = await brokenCheckpoints(db, vault);
  const meaning = {
    'zh-CN': '操作日志的检查点连续，且签名均为本系统所签',
    en: 'the checkpoints of the log follow each other and were signed by us',
  };
  return { promise: { name: 'log signed', meaning }, breaches, milliseconds: elapsed() };
}

/** What was cut off the end of the log together with its checkpoint shows only against the copy outside of the database. */
async function checkLogOutside(db: Db, outside: Outside): Promise<Row> {
  const elapsed = stopwatch();
  const breaches = await missingCheckpoints(db, outside);
  const meaning = {
    'zh-CN': '操作日志在数据库外的最新检查点，数据库里都有',
    en: 'the newest checkpoint of the log outside of the database is in the database',
  };
  return { promise: { name: 'log outside', meaning }, breaches, milliseconds: elapsed() };
}
