import type { Db } from './kit/db.ts';
import { checkBooks, countTransfers, ledgerPromises } from './ledger/index.ts';
import { rewardPromises } from './rewards/promises.ts';
import { settlementPromises } from './settlement/promises.ts';

/** Every promise the books make, each as one query. */
export const promises = [...ledgerPromises, ...settlementPromises, ...rewardPromises];

/** Checks every promise over all books that `db` sees and prints a table; true when all are kept. */
export async function checkAllBooks(db: Db, say: (line: string) => void): Promise<boolean> {
  const transfers = await countTransfers(db);
  const results = await checkBooks(db, promises);
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
