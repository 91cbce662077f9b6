import { brokenCheckpoints } from './audit/index.ts';
import { auditPromises } from './audit/promises.ts';
import { stopwatch } from './kit/clock.ts';
import type { Db } from './kit/db.ts';
import type { Vault } from './kit/seal.ts';
import {
  type BookPromise,
  type Checked,
  checkBooks,
  countTransfers,
  ledgerPromises,
} from './ledger/index.ts';
import { rewardPromises } from './rewards/promises.ts';
import { settlementPromises } from './settlement/promises.ts';

/** Every promise the books make, each as one query. */
export const promises = [
  ...ledgerPromises,
  ...settlementPromises,
  ...rewardPromises,
  ...auditPromises,
];

type Result = Omit<Checked, 'promise'> & { promise: Pick<BookPromise, 'name' | 'meaning'> };

/**
 * Checks every promise over every book and prints a table; true when all are kept. That the log's checkpoints were
 * signed by us can only be asked with the key, which a database on its own does not have.
 */
export async function checkAllBooks(
  db: Db,
  say: (line: string) => void,
  vault?: Vault,
): Promise<boolean> {
  const transfers = await countTransfers(db);
  const results: Result[] = await checkBooks(db, promises);
  if (vault) results.push(await checkSignatures(db, vault));
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

async function checkSignatures(db: Db, vault: Vault): Promise<Result> {
  const elapsed = stopwatch();
  const breaches = await brokenCheckpoints(db, vault);
  const meaning = {
    'zh-CN': '操作日志的检查点连续，且签名均为本系统所签',
    en: 'the checkpoints of the log follow each other and were signed by us',
  };
  return { promise: { name: 'log signed', meaning }, breaches, milliseconds: elapsed() };
}
