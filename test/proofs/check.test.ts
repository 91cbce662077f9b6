import { readFile, writeFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import t from 'tap';
import { resolve } from '../ledger/books.ts';
import { book, give, historyTables, testBank } from './bank.ts';

/** A town with a past that was signed, and something newer, signed too. */
async function bankWithHistory(...args: Parameters<typeof testBank>) {
  const bank = await testBank(...args);
  const { issue, wang, li, shop } = bank;
  await bank.post(book, [give(issue, wang, 300), give(wang, shop, 100)]);
  await bank.checkpoint();
  await bank.remember();
  const hold = give(wang, li, 60, { kind: 'hold' });
  await bank.post(book, [give(issue, li, 40), hold]);
  await bank.checkpoint();
  await bank.post(book, [resolve('capture', hold, { amount: 50, code: 6 })]);
  await bank.checkpoint();
  t.ok(await bank.check(), bank.said.join('\n'));
  return bank;
}

t.test('a history that was rewritten as a whole is found by the file alone', async (t) => {
  const bank = await bankWithHistory(t);
  await bank.rewrite();
  t.same(await bank.brokenInside(), [], 'the database agrees with itself');
  bank.said.length = 0;
  t.notOk(await bank.check());
  const found = bank.said.filter((line) => line.startsWith('  '));
  t.match(found.join('\n'), /checkpoint 2.*in the file and not in the database/);
  t.match(found.join('\n'), /checkpoint 2.*block 2 of lane 0 is gone: the history was rewritten/);
  t.match(found.join('\n'), /checkpoint 3.*block 3 of lane 0 is gone/);
  await t.rejects(bank.checkpoint(), /its history was lost or rewritten/);
  t.notOk(await bank.checkSince(), 'the nightly check finds it too');

  // Another story, as long as the true one: the same numbers, other contents.
  const { issue, shop } = bank;
  for (const amount of [1, 2]) await bank.post(book, [give(issue, shop, amount)]);
  t.same(await bank.brokenInside(), []);
  bank.said.length = 0;
  t.notOk(await bank.check());
  t.match(bank.said.join('\n'), /block 2 of lane 0 is another one: the history was rewritten/);
});

t.test('without mended checkpoints the database itself tells', async (t) => {
  const bank = await bankWithHistory(t);
  await bank.rewrite(historyTables.filter((table) => table.startsWith('ledger.')));
  t.same((await bank.brokenInside()).sort(), ['balances as signed', 'checkpoints = blocks']);
});

const crimes: { name: string; work: string; inside: string[] }[] = [
  {
    name: 'a signed line in the database',
    work: `UPDATE proofs.checkpoint SET jws = replace(jws, '.', '.x') WHERE number = 2`,
    inside: [],
  },
  {
    name: 'a root',
    work: `UPDATE proofs.checkpoint SET root = sha256('x') WHERE number = 3`,
    inside: ['tree = balances'],
  },
  {
    name: 'a balance that is to be proved',
    work: `UPDATE proofs.balance_leaf SET balance = balance + 1 WHERE balance = 100`,
    inside: ['balances as signed', 'tree = balances'],
  },
  {
    name: 'a hash in the tree',
    work: `UPDATE proofs.node SET hash = sha256('x') WHERE level = 9`,
    inside: ['tree = balances'],
  },
  {
    name: 'a limit, past the trigger',
    work: `UPDATE ledger.account SET ceiling = 9000 WHERE kind = 'merchant_points'`,
    inside: ['balances as signed'],
  },
  {
    name: 'a block that was signed',
    work: `UPDATE proofs.checkpoint_lane SET hash = sha256('x') WHERE block = 2`,
    inside: ['checkpoints = blocks'],
  },
  {
    name: 'a checkpoint, deleted',
    work: 'DELETE FROM proofs.checkpoint WHERE number = 2',
    inside: ['checkpoints = blocks'],
  },
];

for (const { name, work, inside } of crimes) {
  t.test(`check-books finds ${name}`, async (t) => {
    const bank = await bankWithHistory(t);
    await bank.does(work);
    t.same((await bank.brokenInside()).sort(), inside);
    t.notOk(await bank.check());
  });
}

t.test('a line of the file that was altered, left out or moved is found', async (t) => {
  const bank = await bankWithHistory(t);
  const path = await bank.dayFile();
  const whole = await readFile(path, 'utf8');
  const [first, second, third] = whole.trimEnd().split('\n') as [string, string, string];
  const other = third.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  for (const lines of [
    [first, third],
    [first, second.replace(/^ey/, 'eY'), third],
    [first, third, second],
    [first, second, other],
    [first, second, third, third],
    [],
  ]) {
    await writeFile(path, lines.map((line) => `${line}\n`).join(''));
    bank.said.length = 0;
    t.notOk(await bank.check(), bank.said.join('\n'));
  }
  await writeFile(path, `${first}\n${second}\n${third.slice(0, 50)}`);
  t.ok(await bank.check(), 'what a crash leaves behind is no breach');
  await writeFile(path, `${second}\n${third}\n`);
  t.ok(await bank.check(), 'old lines may be kept elsewhere');
  await writeFile(path, whole);
  t.ok(await bank.check());
});

t.test('what was attested stays, whoever asks', async (t) => {
  const bank = await bankWithHistory(t);
  for (const table of ['checkpoint', 'checkpoint_lane']) {
    for (const work of ['UPDATE proofs.% SET book = 2', 'DELETE FROM proofs.%'])
      await t.rejects(bank.ownerDb.execute(sql.raw(work.replace('%', table))), {
        cause: { code: '55000' },
      });
  }
  for (const table of ['checkpoint', 'checkpoint_lane', 'balance_leaf', 'node', 'limit_change'])
    await t.rejects(bank.db.execute(sql.raw(`DELETE FROM proofs.${table}`)), {
      cause: { code: '42501' },
    });
  for (const table of ['balance_leaf', 'node'])
    await t.rejects(bank.db.execute(sql.raw(`UPDATE proofs.${table} SET book = 2`)), {
      cause: { code: '42501' },
    });
  const [open] = await bank.ownerDb.execute<{ silent: string }>(sql`
    SELECT string_agg(name, ' ') AS silent FROM (
      SELECT relname AS name FROM pg_class WHERE relnamespace = 'proofs'::regnamespace AND relkind = 'r' AND obj_description(oid, 'pg_class') IS NULL
      UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'proofs'::regnamespace AND obj_description(oid, 'pg_proc') IS NULL
      UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'proofs'::regnamespace AND contype <> 'n' AND obj_description(oid, 'pg_constraint') IS NULL) s`);
  t.equal(open!.silent, null, 'everything says what it is for');
});
