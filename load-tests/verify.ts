/**
 * Compares what k6 was told with the books, after the server has stopped: fast and wrong is a failure.
 * Reads the console files of k6 in .out/; exit code 1 on any difference.
 */
import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { type Db, many } from '../src/kit/db.ts';
import { transferCodes } from '../src/ledger/index.ts';
import { type LoadCity, outDirectory, readCity, say, withCity } from './city.ts';

interface Sale extends Record<string, unknown> {
  id: string;
  centipoints: number;
  merchant: string;
}

interface Settled {
  id: string;
  posted: number;
  held: number;
  minutes: number;
  centipoints: number;
}

interface Testimony {
  asked: Sale[];
  acknowledged: Sale[];
  /** Answered with a 4xx: must not have moved anything. */
  refused: Sale[];
  settlements: Settled[];
}

const shownMax = 5;
const saleText = ({ id, centipoints, merchant }: Sale) => `${id} ${centipoints} ${merchant}`;

const [city, testimony] = [await readCity(), await readTestimony()];
const inOrder = await withCity(async ({ ownerDb, booksInOrder }) => {
  const kept = await booksInOrder();
  const [receipts, moved] = [
    await bookedSales(ownerDb, city),
    await ledgerSales(ownerDb, testimony),
  ];
  const differences = [
    ...compareSales(testimony, receipts, moved),
    ...(await compareSettlements(ownerDb, city, testimony)),
  ];
  return kept && differences.map(report).every(Boolean);
});
say(`${inOrder ? 'VERIFIED' : 'DIFFERENT'}: what k6 was told against what the books say`);
process.exitCode = inOrder ? 0 : 1;

interface Comparison {
  what: string;
  told: number;
  books: number;
  wrong: string[];
}

/** One row of the table; true when told and booked agree. */
function report({ what, told, books, wrong }: Comparison): boolean {
  const good = wrong.length === 0;
  say(
    `${good ? 'ok    ' : 'BROKEN'} ${what.padEnd(58)} told ${String(told).padStart(8)}   books ${String(books).padStart(8)}`,
  );
  for (const line of wrong.slice(0, shownMax)) say(`         ${line}`);
  return good;
}

async function readTestimony(): Promise<Testimony> {
  const found: Testimony = { asked: [], acknowledged: [], refused: [], settlements: [] };
  const files = (await readdir(outDirectory)).filter((name) => name.endsWith('.log'));
  for (const name of files) {
    for (const line of (await readFile(new URL(name, outDirectory), 'utf8')).split('\n')) {
      const [word, id, ...rest] = line.split(' ');
      if (!id) continue;
      const sale = { id, centipoints: Number(rest[0]), merchant: rest[1]! };
      if (word === 'ASK') found.asked.push(sale);
      if (word === 'ACK') found.acknowledged.push(sale);
      if (word === 'NO' && /^4\d\d$/.test(rest[2]!)) found.refused.push(sale);
      if (word !== 'TOLD') continue;
      const [posted, held, minutes, centipoints] = rest.map(Number) as [
        number,
        number,
        number,
        number,
      ];
      found.settlements.push({ id, posted, held, minutes, centipoints });
    }
  }
  return found;
}

/** Receipts since the seed ended. */
async function bookedSales(db: Db, { book, since }: LoadCity): Promise<Sale[]> {
  return db.execute<Sale>(sql`
    SELECT id, centipoints::int AS centipoints, merchant_id AS merchant FROM rewards.redemption
    WHERE book = ${book} AND at > ${since}::timestamptz`);
}

/** What the ledger moved for anything that was asked, to which merchant's account. */
async function ledgerSales(db: Db, { asked }: Testimony): Promise<Sale[]> {
  return db.execute<Sale>(sql`
    SELECT t.id, t.amount::int AS centipoints, a.owner AS merchant
    FROM ledger.transfer t JOIN ledger.account a ON a.book = t.book AND a.id = t.credit
    WHERE t.book = ${city.book} AND t.code = ${transferCodes.redemption}
      AND t.id = ANY(${many([...new Set(asked.map(({ id }) => id))], 'uuid')})`);
}

function compareSales(
  { asked, acknowledged, refused }: Testimony,
  receipts: Sale[],
  moved: Sale[],
): Comparison[] {
  // A replay acknowledges the same sale again.
  const told = new Set(acknowledged.map(saleText));
  const wanted = new Set(asked.map(saleText));
  const [booked, posted] = [receipts.map(saleText), moved.map(saleText)];
  const without = (texts: Iterable<string>, known: Set<string>) =>
    [...texts].filter((text) => !known.has(text));
  const turnedDown = refused.map(saleText).filter((text) => !told.has(text));
  return [
    row(
      'acknowledged redemptions have their receipt',
      told.size,
      booked.length,
      without(told, new Set(booked)),
    ),
    row(
      'acknowledged redemptions are in the ledger',
      told.size,
      posted.length,
      without(told, new Set(posted)),
    ),
    row('each is there once', new Set(booked).size, booked.length, [
      ...twice(booked),
      ...twice(posted),
    ]),
    row('no receipt without a request', wanted.size, booked.length, without(booked, wanted)),
    row(
      'no transfer without a receipt',
      booked.length,
      posted.length,
      without(posted, new Set(booked)),
    ),
    row(
      'nothing refused was taken',
      turnedDown.length,
      0,
      turnedDown.filter((text) => booked.includes(text)),
    ),
  ];
}

function row(what: string, told: number, books: number, wrong: string[]): Comparison {
  return { what, told, books, wrong };
}

function twice(texts: string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => seen.size === seen.add(text).size);
}

async function compareSettlements(
  db: Db,
  { book, activityId }: LoadCity,
  { settlements }: Testimony,
): Promise<Comparison[]> {
  const rows = await db.execute<{
    posted: number;
    held: number;
    minutes: number;
    points: number;
    hours: number;
  }>(sql`
    SELECT count(*) FILTER (WHERE l.state = 'posted')::int AS posted, count(*) FILTER (WHERE l.state = 'held')::int AS held,
           coalesce(sum(h.amount), 0)::int AS minutes, coalesce(sum(p.amount), 0)::int AS points, count(h.id)::int AS hours
    FROM settlement.line l
    LEFT JOIN ledger.transfer h ON h.book = l.book AND h.subject = l.id AND h.code = ${transferCodes.service_hours}
    LEFT JOIN ledger.transfer p ON p.book = l.book AND p.subject = l.id AND p.code = ${transferCodes.service_points}
    WHERE l.book = ${book} AND l.settlement_id = ${activityId}`);
  const books = rows[0]!;
  const told = settlements.find(({ id }) => id === activityId);
  if (!told)
    return [row('the settlement was told', 0, books.posted, ['k6 did not see it settled'])];
  const same = (what: string, said: number, found: number) =>
    row(what, said, found, said === found ? [] : [activityId]);
  return [
    same('settlement lines posted', told.posted, books.posted),
    same('each posted line moved its hours', told.posted, books.hours),
    same('settlement lines held', told.held, books.held),
    same('minutes of the settlement in the ledger', told.minutes, books.minutes),
    same('centipoints of the settlement in the ledger', told.centipoints, books.points),
  ];
}
