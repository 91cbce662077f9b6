import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { type NetworkFault, openFaultProxy } from '../../load-tests/prove/fault-proxy.ts';
import { randomFrom } from '../../load-tests/prove/random.ts';
import { type Db, openDb, sessionLoss, sqlState, type Tx, transactOn } from '../../src/kit/db.ts';
import { beginInTurns } from '../../src/kit/in-turns.ts';
import { testDatabase } from '../support/database.ts';

t.setTimeout(60_000);

/** One session at a time, so that whatever a broken one leaves behind would meet whoever comes next. */
async function oneSession(t: Test, url: string): Promise<Db> {
  const { db, close } = openDb(url, { connectionsMax: 1 });
  t.teardown(close);
  return db;
}

/** As `oneSession`, through a network that does `faults.next` to the next request. */
async function crookedSession(t: Test, url: string) {
  const faults: { next?: NetworkFault | undefined } = {};
  const proxy = await openFaultProxy({
    upstreamPort: () => Number(new URL(url).port),
    nextFault: () => {
      const fault = faults.next;
      faults.next = undefined;
      return fault;
    },
    random: randomFrom(1),
  });
  t.teardown(proxy.close);
  const address = new URL(url);
  address.port = String(proxy.port);
  return { db: await oneSession(t, address.href), faults };
}

const one = async (db: Db | Tx) => (await db.execute<{ n: number }>(sql`SELECT 1 AS n`))[0]!.n;
const pidOf = async (db: Db | Tx) =>
  (await db.execute<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`))[0]!.pid;
const lossOf = (work: Promise<unknown>) => work.then(() => 'done' as const, sessionLoss);

/** Ends a session and waits until it is gone. */
async function end(owner: Db, pid: number): Promise<void> {
  await owner.execute(sql`SELECT pg_terminate_backend(${pid}, 10000)`);
}

async function notes(t: Test) {
  const { url, ownerDb } = await testDatabase(t);
  await ownerDb.execute(sql`CREATE TABLE note (text text PRIMARY KEY)`);
  const write = (db: Db | Tx, text: string) => db.execute(sql`INSERT INTO note VALUES (${text})`);
  const written = async () =>
    (await ownerDb.execute<{ text: string }>(sql`SELECT text FROM note ORDER BY text`)).map(
      ({ text }) => text,
    );
  return { url, ownerDb, write, written };
}

t.test(
  'a session ended in mid-statement fails its transaction, and the next one is served',
  async (t) => {
    const { url, ownerDb, write, written } = await notes(t);
    const db = await oneSession(t, url);
    for (const round of [1, 2, 3]) {
      const loss = await lossOf(
        transactOn(db)(async (tx) => {
          await write(tx, `lost ${round}`);
          const pid = await pidOf(tx);
          await Promise.all([
            tx.execute(sql`SELECT pg_sleep(60)`),
            sleep(50).then(() => end(ownerDb, pid)),
          ]);
        }),
      );
      t.match(loss, { mayHaveHappened: false }, 'it was never asked to commit');
      t.equal(await one(db), 1);
    }
    t.same(await written(), []);
  },
);

t.test(
  'a transaction whose session ended meanwhile writes nothing into that of another',
  async (t) => {
    const { url, ownerDb, write, written } = await notes(t);
    const db = await oneSession(t, url);
    const transact = transactOn(db);
    let goOn = () => {};
    const waiting = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let pid = 0;
    const first = lossOf(
      transact(async (tx) => {
        pid = await pidOf(tx);
        await waiting;
        await write(tx, 'of the first').catch(() => {});
        await write(tx, 'of the first again');
      }),
    );
    const second = transact(async (tx) => {
      await write(tx, 'of the second');
      goOn();
      await sleep(200);
      await write(tx, 'of the second again');
    });
    while (pid === 0) await sleep(5);
    await end(ownerDb, pid);
    // The first one finds out by itself or when it goes on; the second may have to wait for that.
    setTimeout(goOn, 300);
    t.match(await first, { mayHaveHappened: false });
    await second;
    t.same(await written(), ['of the second', 'of the second again']);
  },
);

for (const fault of ['cut before the reply', 'cut in mid-reply', 'reset', 'half open'] as const) {
  t.test(`after a network fault the next answer is whole: ${fault}`, async (t) => {
    const { url } = await testDatabase(t);
    const { db, faults } = await crookedSession(t, url);
    const many = (on: Db | Tx = db) =>
      on.execute<{ n: number }>(sql`SELECT generate_series(1, 5000) AS n`);
    for (let round = 0; round < 5; round++) {
      await one(db);
      faults.next = fault;
      t.match(await lossOf(many()), { mayHaveHappened: true });
      t.same(await one(db), 1);
      t.same((await many()).map(({ n }) => n).slice(0, 3), [1, 2, 3]);
      faults.next = fault;
      t.match(await lossOf(transactOn(db)((tx) => many(tx))), { mayHaveHappened: false });
    }
  });
}

t.test('a commit whose reply is cut may have happened, and one before it has not', async (t) => {
  const { url, write, written } = await notes(t);
  const { db, faults } = await crookedSession(t, url);
  await one(db);
  const loss = await lossOf(
    transactOn(db)(async (tx) => {
      await write(tx, 'kept');
      faults.next = 'cut before the reply';
    }),
  );
  t.match(loss, { mayHaveHappened: true });
  t.same(await written(), ['kept']);
});

t.test('a session that breaks while it is opened fails only who waits for it', async (t) => {
  const { url } = await testDatabase(t);
  for (let request = 1; request <= 4; request++) {
    const { db, faults } = await crookedSession(t, url);
    let countdown = request;
    Object.defineProperty(faults, 'next', {
      get: () => (--countdown === 0 ? 'reset' : undefined),
      set: () => {},
    });
    await lossOf(one(db));
    t.equal(await one(db), 1);
  }
});

t.test(
  'a transaction with a failed statement fails, also when the failure was overlooked',
  async (t) => {
    const { url, write, written } = await notes(t);
    const db = await oneSession(t, url);
    const overlooking = transactOn(db)(async (tx) => {
      await write(tx, 'a');
      await write(tx, 'a').catch(() => {});
    });
    t.equal(await overlooking.catch(sqlState), '23505');
    t.same(await written(), []);
    await transactOn(db)(async (tx) => {
      await write(tx, 'b');
      await tx.transaction((inner) => write(inner as Tx, 'b')).catch(() => {});
      await tx.transaction((inner) => write(inner as Tx, 'c'));
    });
    t.same(await written(), ['b', 'c'], 'a savepoint takes back its own');
  },
);

t.test('a transaction that has ended takes no more statements', async (t) => {
  const { url, write, written } = await notes(t);
  const db = await oneSession(t, url);
  let kept: Tx | undefined;
  await transactOn(db)(async (tx) => {
    kept = tx;
  });
  await t.rejects(write(kept!, 'late'));
  t.same(await written(), []);
});

t.test('statements that are asked for ahead are carried out in order, or none is', async (t) => {
  const { url, write, written } = await notes(t);
  const db = await oneSession(t, url);
  const asked: string[] = [];
  const step = (tx: Tx, text: string) => async () => {
    asked.push(text);
    await write(tx, text);
    asked.push(`${text}, answered`);
  };
  await transactOn(db)(async (tx) => {
    // It keeps the database busy, so that its answer comes last.
    const first = async () => {
      asked.push('a');
      await tx.execute(sql`INSERT INTO note SELECT 'a' FROM pg_sleep(0.3)`);
      asked.push('a, answered');
    };
    await beginInTurns(first, step(tx, 'b'), step(tx, 'c'));
  });
  t.same(asked, ['a', 'b', 'c', 'a, answered', 'b, answered', 'c, answered']);
  t.same(await written(), ['a', 'b', 'c']);

  const twice = transactOn(db)((tx) => beginInTurns(step(tx, 'd'), step(tx, 'a'), step(tx, 'e')));
  t.equal(sqlState(await twice.catch((error: unknown) => error)), '23505', 'the first that failed');
  const overlooked = transactOn(db)(async (tx) => {
    write(tx, 'a').catch(() => {});
    await write(tx, 'f').catch(() => {});
    return 'done';
  });
  t.equal(sqlState(await overlooked.catch((error: unknown) => error)), '23505');
  t.same(await written(), ['a', 'b', 'c'], 'nothing of either');
  t.equal(await one(db), 1, 'and the session goes on');
});

t.test('closing waits for what is under way, and not for ever', async (t) => {
  const { url, ownerDb } = await testDatabase(t);
  const quick = openDb(url, { connectionsMax: 1 });
  const answer = lossOf(quick.db.execute(sql`SELECT pg_sleep(0.2)`));
  await sleep(50);
  await quick.close();
  t.equal(await answer, 'done');
  const slow = openDb(url, { connectionsMax: 1 });
  const loss = lossOf(slow.db.execute(sql`SELECT pg_sleep(60)`));
  await sleep(50);
  await slow.close();
  t.match(await loss, { mayHaveHappened: true });
  t.equal(await one(ownerDb), 1);
});
