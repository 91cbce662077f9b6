import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import t from 'tap';
import { instantOf, plusSeconds } from '../../src/kit/clock.ts';
import { appRole, type Db, openDb, type Tx } from '../../src/kit/db.ts';
import { idFromCause } from '../../src/kit/id.ts';
import {
  accountId,
  accountKinds,
  changeAccount,
  isPosted,
  openAccounts,
  type PostResult,
  readBalance,
} from '../../src/ledger/index.ts';
import { type Answer, postStatement, readAnswers } from '../../src/ledger/post.ts';
import { postAnswers } from '../../src/ledger/transfer.ts';
import { seedOf, testBooks } from './books.ts';
import { type PlainAnswer, PlainLedger, type Sent } from './plain-ledger.ts';
import { type Command, countOf, openings, plan, Wishes } from './random-town.ts';

const runs = Number(process.env.RUNS ?? 2000);
/** Runs at once, each on a session of its own, whose clock it sets. */
const sessions = 2;
/** Milliseconds; making a failure smaller must not outlast the test's own time. */
const timeLimit = Number(process.env.LIMIT ?? 240_000);
const start = instantOf(Date.UTC(2026, 5, 1, 4));

t.test(
  'whatever is posted, the books answer and stand like a plain ledger that does one thing at a time',
  async (t) => {
    const seed = seedOf(t, 'model');
    const books = await testBooks(t);
    await books.ownerDb.execute(sql`CREATE OR REPLACE FUNCTION ledger.clock() RETURNS timestamptz
      LANGUAGE sql VOLATILE RETURN current_setting('linli.now')::timestamptz`);
    const seen = new Map<string, number>();
    let [book, commands] = [0, 0];
    const session = async (number: number) => {
      const { db, close } = openDb(books.url, { connectionsMax: 1, role: appRole });
      const property = fc.asyncProperty(plan, async (steps) => {
        const town = new Town(db, books.ownerDb, ++book, seen);
        await town.open();
        for (const command of steps) await town.play(command);
        await town.compare();
        commands += countOf(steps);
      });
      await fc
        .assert(property, {
          ...{ numRuns: runs / sessions, seed: seed + number },
          ...{ interruptAfterTimeLimit: timeLimit, markInterruptAsFailure: true },
          // A mutant need not be small to be dead.
          endOnFailure: process.env.SHRINK === 'no',
        })
        .finally(close);
    };
    await Promise.all(Array.from({ length: sessions }, (_, number) => session(number)));
    t.comment(`${book} runs, ${commands} commands; ${JSON.stringify(Object.fromEntries(seen))}`);
    t.equal(book, runs);
    t.ok(commands >= runs * 50, `${commands} commands`);
    const never = postAnswers.filter((answer) => !seen.has(answer));
    t.same(never, [], 'every answer came up');
  },
);

/** One book of its own: whatever is done in it is done to a plain ledger too. */
class Town {
  private readonly plain = new PlainLedger(start);
  private readonly accounts: string[];
  private readonly wishes: Wishes;

  constructor(
    /** A single session, so that what is sent happens in order without waiting for answers. */
    private readonly db: Db,
    private readonly ownerDb: Db,
    private readonly book: number,
    private readonly seen: Map<string, number>,
  ) {
    this.accounts = openings.map(({ kind }, place) => accountId(book, `${place}`, kind));
    this.wishes = new Wishes(book, this.accounts, this.plain);
  }

  async open(): Promise<void> {
    await this.setClock();
    await this.openPlaces(openings.flatMap(({ late }, place) => (late ? [] : [place])));
    for (const [place, { floor, ceiling = null }] of openings.entries()) {
      const to = { floor: floor ?? 0, ceiling, closed: false };
      if (floor) await this.change(this.accounts[place]!, to);
    }
  }

  async play(command: Command): Promise<void> {
    if (command.how === 'clock') {
      this.plain.now = plusSeconds(this.plain.now, command.seconds);
      await this.setClock();
    } else if (command.how === 'change') {
      await this.change(this.accounts[command.place] ?? idFromCause('nobody'), command);
    } else if (command.how === 'open') {
      await this.openPlaces(openings.flatMap(({ late }, place) => (late ? [place] : [])));
    } else if (command.how === 'close period') {
      const end = plusSeconds(this.plain.now, -command.daysAgo * 86_400);
      this.plain.closedUntil = Math.max(this.plain.closedUntil, end.getTime());
      await this.ownerDb.execute(
        sql`INSERT INTO ledger.period VALUES (${this.book}, ${end.toISOString()}, now()) ON CONFLICT DO NOTHING`,
      );
    } else {
      await this.post(command.steps.map((step) => this.wishes.transferOf(step)));
    }
  }

  private async post(batch: Sent[]): Promise<void> {
    const answers = readAnswers(await this.db.execute<Answer>(postStatement(this.book, batch)));
    const before = JSON.stringify([...this.plain.accounts.values()], byLot);
    const expected = this.plain.post(batch);
    for (const [n, answer] of answers.entries()) {
      this.seen.set(answer.result, (this.seen.get(answer.result) ?? 0) + 1);
      const say = (each: unknown) => JSON.stringify(each);
      if (say(plainly(answer)) === say(expected[n])) continue;
      throw new Error(
        [
          `at ${n}: ${say(plainly(answer))}, not ${say(expected[n])}`,
          ...batch.map((each, at) => `${at} ${this.short(each)} ${say(expected[at])}`),
          `accounts ${this.shorter(before)}`,
        ].join('\n'),
      );
    }
  }

  /** All that the books say of each account, and what can be spent of it. */
  async compare(): Promise<void> {
    const stands = await this.db.execute<{ id: string; line: string }>(sql`
      SELECT id, concat_ws(' ', balance, debit_pending, credit_pending, version, (
               SELECT string_agg(concat_ws('/', expires_on, remaining, reserved), ' ' ORDER BY expires_on)
               FROM ledger.lot l WHERE l.book = a.book AND l.account = a.id AND remaining > 0)) AS line
      FROM ledger.account a WHERE book = ${this.book}`);
    for (const { id, line } of stands) {
      const account = this.plain.accounts.get(id)!;
      const lots = [...(account.lots ?? [])]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([day, { remaining, reserved }]) =>
          remaining > 0 ? [`${day}/${remaining}/${reserved}`] : [],
        );
      const { balance, debitPending, creditPending, version } = account;
      const expected = [balance, debitPending, creditPending, version, ...lots].join(' ');
      if (line !== expected) throw new Error(`${this.shorter(id)}: ${line}, not ${expected}`);
    }
    await Promise.all(
      [...this.plain.accounts].map(async ([id, account]) => {
        const { available } = await readBalance(this.db, this.book, id);
        const expected = this.plain.available(account);
        if (available !== expected)
          throw new Error(`${this.shorter(id)}: ${available} to spend, not ${expected}`);
      }),
    );
  }

  /** Of the session, which sees one book after the other. */
  private setClock() {
    const now = this.plain.now.toISOString();
    return this.db.execute(sql`
      SELECT set_config('linli.now', ${now}, false), set_config('linli.book', ${String(this.book)}, false)`);
  }

  private async openPlaces(places: number[]): Promise<void> {
    const accounts = places.map((place) => {
      const { kind, ceiling } = openings[place]!;
      const id = this.accounts[place]!;
      const { unit, floor } = accountKinds[kind];
      if (!this.plain.accounts.has(id))
        this.plain.open(id, unit, 'lapsesTo' in accountKinds[kind], floor, ceiling ?? null);
      return {
        id,
        kind,
        owner: null,
        region: `${place}`,
        ...(ceiling === undefined ? {} : { ceiling }),
      };
    });
    await openAccounts(this.db as Tx, this.book, accounts);
  }

  private async change(
    id: string,
    { floor, ceiling, closed }: { floor: number | null; ceiling: number | null; closed: boolean },
  ): Promise<void> {
    const to = { floor, ceiling, closed };
    const answer = await changeAccount(this.db as Tx, this.book, id, to);
    this.seen.set(answer, (this.seen.get(answer) ?? 0) + 1);
    const expected = this.plain.change(id, to);
    if (answer !== expected)
      throw new Error(`${this.shorter(id)} to ${JSON.stringify(to)}: ${answer}, not ${expected}`);
  }

  private short = (transfer: Sent) => this.shorter(JSON.stringify(transfer));

  private shorter = (text: string) =>
    this.accounts.reduce(
      (shorter, id, place) => shorter.replaceAll(id, `${openings[place]!.kind}-${place}`),
      text,
    );
}

const byLot = (_: string, value: unknown) =>
  value instanceof Map ? Object.fromEntries(value) : value;

function plainly(answer: PostResult): PlainAnswer {
  if (!isPosted(answer)) return answer;
  const { result, recordedAt, debitBalance, creditBalance } = answer;
  return { result, recordedAt: recordedAt.getTime(), debitBalance, creditBalance };
}
