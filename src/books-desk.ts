import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ConfigError } from './config.ts';
import type { OpenDeps } from './deps.ts';
import { instant } from './kit/clock.ts';
import { openDb } from './kit/db.ts';
import { Refusal } from './kit/refusal.ts';
import {
  closePeriod,
  detachYear,
  exportBooks,
  importOpenings,
  plainTexts,
  rollUp,
  type TextFormat,
} from './ledger/index.ts';

const usage = `npm start -- books export [--format hledger|beancount] > journal
npm start -- books total --region 120101
npm start -- books close --until 2026-11-01T00:00:00+08:00
npm start -- books import openings.csv --cut-over 2026-11-01T00:00:00+08:00 [--dry-run]
npm start -- books detach --year 2025
All but the last, which is about all books, are about the book of the setting BOOK.`;

const options = {
  format: { type: 'string', default: 'hledger' },
  region: { type: 'string' },
  until: { type: 'string' },
  'cut-over': { type: 'string' },
  year: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof readArguments>['values'];

/** What an accountant does with the books of a city; true when it was done. `adminUrl` is that of their owner. */
export async function serveBooksDesk(
  deps: OpenDeps,
  args: string[],
  adminUrl: string,
): Promise<boolean> {
  const { values, positionals } = readArguments(args);
  const [task = '', file] = positionals;
  const { book } = deps;
  if (task === 'export') return writeJournal(deps, book, values.format);
  if (task === 'total') return printTotals(deps, book, required(values, 'region'));
  if (task === 'close') return close(deps, book, required(values, 'until'));
  if (task === 'import' && file) return bringIn(deps, book, file, values);
  if (task === 'detach') return detach(adminUrl, Number(required(values, 'year')));
  throw new ConfigError(usage);
}

function readArguments(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n${usage}`);
  }
}

function required(values: Values, name: 'region' | 'until' | 'cut-over' | 'year'): string {
  const value = values[name];
  if (!value) throw new ConfigError(`--${name} is missing.\n${usage}`);
  return value;
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function writeJournal(deps: OpenDeps, book: number, format: string): Promise<boolean> {
  if (!Object.hasOwn(plainTexts, format)) throw new ConfigError(usage);
  await exportBooks(deps.db, book, format as TextFormat, async (text) => {
    // Whoever reads more slowly than the books are read sets the pace.
    if (!process.stdout.write(text))
      await new Promise((resume) => process.stdout.once('drain', resume));
  });
  return true;
}

async function printTotals(deps: OpenDeps, book: number, region: string): Promise<boolean> {
  for (const { kind, unit, accounts, balance, pending } of await rollUp(deps.db, book, region))
    say([kind, unit, accounts, balance, pending].join('\t'));
  return true;
}

async function close(deps: OpenDeps, book: number, until: string): Promise<boolean> {
  const seal = await closePeriod(deps.db, book, instant(until));
  if (!seal) {
    say(
      '未结账：截止时间在将来，或早于已结账期。/ Not closed: in the future, or before a closed end.',
    );
    return false;
  }
  say(`已结账并封存 / closed and sealed: ${seal.accounts} accounts, SHA-256 ${seal.hash}`);
  return true;
}

async function detach(adminUrl: string, year: number): Promise<boolean> {
  const owner = openDb(adminUrl, { connectionsMax: 1 });
  try {
    await detachYear(owner.db, year);
    say(
      `已移出账本，请备份后删除 / out of the books, to be put by and dropped: ledger.transfer_${year}`,
    );
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(`${error.text['zh-CN']} / ${error.text.en}`);
    return false;
  } finally {
    await owner.close();
  }
}

async function bringIn(
  deps: OpenDeps,
  book: number,
  file: string,
  values: Values,
): Promise<boolean> {
  const cutOver = instant(required(values, 'cut-over'));
  const dryRun = values['dry-run'];
  const { rows, posted, faults } = await importOpenings(deps, book, await readFile(file, 'utf8'), {
    cutOver,
    dryRun,
  });
  for (const { line, column, value, reason } of faults)
    say(`${file}:${line} ${column} "${value}": ${reason}`);
  say(`${rows} rows, ${posted} posted, ${faults.length} faults${dryRun ? ' (dry run)' : ''}`);
  return faults.length === 0;
}
