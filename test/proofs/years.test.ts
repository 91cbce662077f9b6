import { sql } from 'drizzle-orm';
import t from 'tap';
import { instant } from '../../src/kit/clock.ts';
import { timedIdFromCause } from '../../src/kit/id.ts';
import { closePeriod, detachYear } from '../../src/ledger/index.ts';
import { resolve } from '../ledger/books.ts';
import { book, give, testBank } from './bank.ts';

const idIn = (year: number, n: number) =>
  timedIdFromCause(instant(`${year}-06-01T00:00:00Z`), `cause ${n}`);

for (const signed of [true, false]) {
  t.test(`a year leaves the books ${signed ? 'signed' : 'before it is signed'}`, async (t) => {
    const bank = await testBank(t);
    const { issue, wang, li, shop } = bank;
    const old = give(issue, wang, 300, { id: idIn(2025, 1) });
    const hold = give(wang, li, 60, { id: idIn(2025, 2), kind: 'hold' });
    await bank.post(book, [old, hold, give(issue, wang, 7, { id: idIn(2026, 3) })]);
    await bank.post(book, [give(wang, shop, 20, { id: idIn(2025, 4) })]);
    await bank.post(book, [
      resolve('capture', hold, { id: idIn(2026, 5), amount: 50, code: 6 }),
      give(issue, li, 9, { id: idIn(2025, 6) }),
      resolve('reversal', old, { id: idIn(2026, 7), amount: 10, code: 6 }),
    ]);
    if (signed) await bank.checkpoint();
    const [row] = await bank.db.execute<{ now: string }>(
      sql`SELECT to_char(date_trunc('ms', clock_timestamp()) + interval '1 ms', 'YYYY-MM-DD"T"HH24:MI:SS.MSOF:"00"') AS now`,
    );
    await new Promise((later) => setTimeout(later, 20));
    t.ok(await closePeriod(bank.db, book, instant(row!.now)));
    await detachYear(bank.ownerDb, 2025);
    if (!signed) await bank.checkpoint();

    t.ok(await bank.check(), bank.said.join('\n'));
    const past = instant('2020-01-01T00:00:00Z');
    t.ok(await bank.checkSince(past), `everything that is left\n${bank.said.join('\n')}`);
    await bank.post(book, [give(wang, li, 5, { id: idIn(2026, 8) }), give(issue, shop, 2)]);
    await bank.checkpoint();
    for (const since of [past, undefined]) t.ok(await bank.checkSince(since), bank.said.join('\n'));
    t.ok(await bank.check(), bank.said.join('\n'));

    for (const crime of [
      `UPDATE ledger.transfer SET credit_balance = credit_balance + 1 WHERE id = '${idIn(2026, 3)}'`,
      `UPDATE ledger.detached_block SET balances = set_byte(balances, 7, 77) WHERE balances IS NOT NULL`,
    ]) {
      await bank.does(
        'CREATE TABLE kept_rows AS TABLE ledger.transfer',
        'CREATE TABLE kept_blocks AS TABLE ledger.detached_block',
        crime,
      );
      t.notOk(await bank.check(), crime);
      t.notOk(await bank.checkSince(past), crime);
      await bank.does(
        'DELETE FROM ledger.transfer',
        'INSERT INTO ledger.transfer TABLE kept_rows',
        'DELETE FROM ledger.detached_block',
        'INSERT INTO ledger.detached_block TABLE kept_blocks',
        'DROP TABLE kept_rows, kept_blocks',
      );
    }
    t.ok(await bank.check(), 'all is as it was');
  });
}
