import { type Instant, isDay } from '../kit/clock.ts';
import { timedIdFromCause } from '../kit/id.ts';
import { accountId, accountKinds, type Kind, type NewAccount, openAccounts } from './account.ts';
import type { LedgerDeps } from './lanes.ts';
import { isPosted, type Movement, transferCodes } from './transfer.ts';

/** What an old system says somebody has: one row of the file, with its line. */
export interface OpeningFault {
  line: number;
  column: string;
  value: string;
  reason: string;
}

interface Opening {
  line: number;
  kind: Kind;
  owner: string;
  region: string;
  amount: number;
  expiresOn?: string;
}

const header = ['kind', 'owner', 'region', 'amount', 'expires_on'] as const;
const issues = { HOURS: 'hours_issue', POINT: 'points_issue' } as const;
/** Rows between two looks at the answers; lanes cut their own batches. */
const chunk = 200;

/**
 * Brings in what people had before, from a file of comma-separated lines: kind of account, owner's id, region,
 * amount in steps of the unit, and where it lapses the last day. Each row is a transfer from the region's issue
 * account, with an id made from the cut-over time and the row: the same file again posts nothing. All rows are
 * read and judged before the first is posted; with any fault, and in a dry run, nothing is.
 */
export async function importOpenings(
  { transact, lanes }: Pick<LedgerDeps, 'transact' | 'lanes'>,
  book: number,
  text: string,
  { cutOver, dryRun }: { cutOver: Instant; dryRun: boolean },
): Promise<{ rows: number; posted: number; faults: OpeningFault[] }> {
  const { openings, faults } = readOpenings(text);
  if (faults.length > 0 || dryRun) return { rows: openings.length, posted: 0, faults };
  let posted = 0;
  for (let from = 0; from < openings.length; from += chunk) {
    const part = openings.slice(from, from + chunk);
    await transact((tx) => openAccounts(tx, book, accountsOf(book, part)));
    const transfers = part.map((opening) => transferOf(book, opening, cutOver));
    const results = await lanes.post(book, transfers);
    for (const [n, result] of results.entries()) {
      if (result.result === 'created') posted++;
      if (isPosted(result)) continue;
      const { line, amount } = part[n]!;
      faults.push({ line, column: 'amount', value: String(amount), reason: result.result });
    }
  }
  return { rows: openings.length, posted, faults };
}

function readOpenings(text: string) {
  const [first = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const faults: OpeningFault[] = [];
  const openings: Opening[] = [];
  if (first.trim() !== header.join(',')) {
    faults.push({ line: 1, column: '', value: first, reason: `the header is ${header.join(',')}` });
    return { openings, faults };
  }
  const seen = new Map<string, number>();
  for (const [n, row] of lines.entries()) {
    if (row.trim() === '') continue;
    const line = n + 2;
    const cells = row.split(',').map((cell) => cell.trim());
    const fault = faultOf(cells, line) ?? faultOfTwice(cells, seen, line);
    if (fault) faults.push(fault);
    else openings.push(openingOf(cells, line));
  }
  return { openings, faults };
}

const [uuid, digits] = [/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, /^\d+$/];

function faultOf(cells: string[], line: number): OpeningFault | undefined {
  const [kind = '', owner = '', region = '', amount = '', expiresOn = ''] = cells;
  const own = Object.hasOwn(accountKinds, kind) ? accountKinds[kind as Kind] : undefined;
  const wrong = (column: string, value: string, reason: string) => ({
    line,
    column,
    value,
    reason,
  });
  if (cells.length !== header.length) return wrong('', cells.join(','), `${header.length} cells`);
  if (!own || own.floor === null || !Object.hasOwn(issues, own.unit))
    return wrong('kind', kind, 'no kind of account that people have');
  if (!uuid.test(owner)) return wrong('owner', owner, 'an id in small letters');
  if (!digits.test(region)) return wrong('region', region, 'a division code');
  if (!digits.test(amount) || Number(amount) < 1 || !Number.isSafeInteger(Number(amount)))
    return wrong('amount', amount, 'a whole number above 0');
  if (expiresOn !== '' && !('lapsesTo' in own))
    return wrong('expires_on', expiresOn, `${kind} does not lapse`);
  if (expiresOn !== '' && !isDay(expiresOn))
    return wrong('expires_on', expiresOn, 'a day as 2027-12-31');
  return undefined;
}

/** Two rows for one lot would be two truths. */
function faultOfTwice(cells: string[], seen: Map<string, number>, line: number) {
  const key = [cells[0], cells[1], cells[4]].join();
  const before = seen.get(key);
  seen.set(key, line);
  return before === undefined
    ? undefined
    : { line, column: 'owner', value: cells[1]!, reason: `stands in line ${before} already` };
}

function openingOf(cells: string[], line: number): Opening {
  const [kind, owner, region, amount, expiresOn] = cells as [Kind, string, string, string, string];
  const day = expiresOn === '' ? {} : { expiresOn };
  return { line, kind, owner, region, amount: Number(amount), ...day };
}

const issueOf = (kind: Kind) => issues[accountKinds[kind].unit as keyof typeof issues];

function accountsOf(book: number, openings: Opening[]): NewAccount[] {
  return openings.flatMap(({ kind, owner, region }) => {
    const issue = issueOf(kind);
    return [
      { id: accountId(book, owner, kind), kind, owner, region },
      { id: accountId(book, region, issue), kind: issue, owner: null, region },
    ];
  });
}

function transferOf(book: number, opening: Opening, cutOver: Instant): Movement {
  const { kind, owner, region, amount, expiresOn } = opening;
  return {
    id: timedIdFromCause(cutOver, `opening-${book}-${kind}-${owner}-${expiresOn ?? ''}`),
    debit: accountId(book, region, issueOf(kind)),
    credit: accountId(book, owner, kind),
    amount,
    code: transferCodes.opening,
    ruleVersion: 0,
    effectiveAt: cutOver,
    ...(expiresOn === undefined ? {} : { expiresOn }),
  };
}
