import type { Db } from './kit/db.ts';
import { checkBooks, ledgerPromises } from './ledger/index.ts';
import { rewardPromises } from './rewards/promises.ts';
import { settlementPromises } from './settlement/promises.ts';

/** Every promise the books make, each as one query. */
export const promises = [...ledgerPromises, ...settlementPromises, ...rewardPromises];

/** Checks every promise over every book and prints a table; true when all are kept. */
export async function checkAllBooks(db: Db, say: (line: string) => void): Promise<boolean> {
  const results = await checkBooks(db, promises);
  for (const { promise, breaches, milliseconds } of results) {
    const mark = breaches.length === 0 ? 'ok    ' : 'BROKEN';
    say(
      `${mark} ${milliseconds.toFixed(0).padStart(6)} ms  ${promise.meaning['zh-CN']} / ${promise.meaning.en}`,
    );
    for (const breach of breaches) say(`         ${JSON.stringify(breach)}`);
  }
  const broken = results.filter(({ breaches }) => breaches.length > 0).length;
  say(
    broken === 0
      ? `账目核对一致：${results.length} 项全部通过 / all ${results.length} promises kept`
      : `${broken} promises BROKEN`,
  );
  return broken === 0;
}
