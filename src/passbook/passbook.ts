import { type Instant, instant } from '../kit/clock.ts';
import { pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import type { Language } from '../kit/refusal.ts';
import {
  accountId,
  balanceAt,
  readBalance,
  type StatementLine,
  statementPage,
} from '../ledger/index.ts';
import { recordTitles } from '../records/index.ts';
import { redemptionMerchants } from '../rewards/index.ts';
import { balanceInWords, lineInWords } from './words.ts';

interface Owner {
  book: number;
  personId: string;
}

/** What a volunteer has, now or as the books stood at a time. Refuses: bad_request. */
export async function showBalance(
  deps: Deps,
  { book, personId }: Owner,
  { at, language }: { at?: string; language: Language },
) {
  const when = at === undefined ? undefined : instant(at, '/at');
  const balanceOf = (kind: 'hours_credit' | 'points_main') =>
    balance(deps, book, accountId(book, personId, kind), when);
  const minutes = await balanceOf('hours_credit');
  const centipoints = await balanceOf('points_main');
  const now = when ?? (await deps.clock.now(deps.db));
  return {
    at: now.toISOString(),
    minutes,
    centipoints,
    words: balanceInWords(minutes, centipoints, language),
  };
}

async function balance(
  deps: Deps,
  book: number,
  account: string,
  at: Instant | undefined,
): Promise<number> {
  if (at) return balanceAt(deps.db, book, account, at);
  return (await readBalance(deps.db, book, account)).balance;
}

/** A volunteer's hours or points, newest first, each line in words. Refuses: bad_cursor. */
export async function listStatement(
  deps: Deps,
  { book, personId }: Owner,
  page: { unit: 'HOURS' | 'POINT'; limit: number; cursor?: string; language: Language },
) {
  const account = accountId(book, personId, page.unit === 'HOURS' ? 'hours_credit' : 'points_main');
  const list = `statement/${account}`;
  const before =
    page.cursor === undefined ? undefined : Number(deps.cursors.read(list, page.cursor)[0]);
  const lines = await statementPage(deps.db, book, account, {
    limit: page.limit + 1,
    ...(before === undefined ? {} : { before }),
  });
  const about = await subjectsInWords(deps, book, lines);
  return pageOf(
    lines,
    page.limit,
    (line) => ({
      id: line.id,
      at: line.effectiveAt.toISOString(),
      amount: line.amount,
      balance: line.balance,
      kind: line.code,
      words: lineInWords(line, about.get(line.subject ?? '') ?? '', page.language),
    }),
    (last) => deps.cursors.write(list, [last.version]),
  );
}

async function subjectsInWords(
  deps: Deps,
  book: number,
  lines: StatementLine[],
): Promise<Map<string, string>> {
  const subjects = (codes: StatementLine['code'][]) =>
    lines.filter(({ code }) => codes.includes(code)).flatMap(({ subject }) => subject ?? []);
  const titles = await recordTitles(deps.db, book, subjects(['service_hours', 'service_points']));
  const shops = await redemptionMerchants(deps.db, book, subjects(['redemption', 'refund']));
  return new Map([...[...titles].map(([id, { title }]) => [id, title] as const), ...shops]);
}
