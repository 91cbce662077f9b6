import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { instantOf } from '../../src/kit/clock.ts';
import { timedIdFromCause } from '../../src/kit/id.ts';
import { closePeriod, detachYear, exportBooks, type TextFormat } from '../../src/ledger/index.ts';
import { move, openTown, resolve, testBooks } from './books.ts';

const book = 1;
const tools = {
  hledger: (file: string) => spawnSync('hledger', ['-f', file, 'balance', '--flat', '--no-total']),
  beancount: (file: string) => spawnSync('bean-check', [file]),
} satisfies Record<TextFormat, unknown>;
const programs: Record<TextFormat, string> = { hledger: 'hledger', beancount: 'bean-check' };

for (const format of ['hledger', 'beancount'] as const) {
  t.test(`${format} comes to the same balances after a year has left the books`, async (t) => {
    const books = await testBooks(t);
    const { issue, wang, shop, hours } = await openTown(books, book);
    const hoursIssue = await books.open(book, 'hours_issue');
    const old = (n: number) => ({
      id: timedIdFromCause(instantOf(Date.UTC(2025, 5, 1)), `old-${n}`),
    });
    await books.post(book, [
      move(issue, wang, 5000, old(1)),
      move(hoursIssue, hours, 60, old(2)),
      move(wang, shop, 123, old(3)),
    ]);
    const end = instantOf(Date.now());
    await new Promise((resume) => setTimeout(resume, 20));
    t.ok(await closePeriod(books.db, book, end));
    await books.post(book, [move(wang, shop, 100), move(hoursIssue, hours, 30)]);
    await detachYear(books.ownerDb, 2025);
    let text = '';
    await exportBooks(books.db, book, format, async (part) => {
      text += part;
    });
    t.match(text, /\* "?brought forward"?\n/);
    t.match(text, /48\.77 (~ 0 )?POINT/);
    t.notMatch(text, /50\.00 POINT\n[^\n]*-50\.00/, 'what went is one sum per account');
    if (spawnSync(programs[format], ['--version']).error) {
      t.comment(`${programs[format]} is not on the PATH: its reading of the books was left out`);
      return;
    }
    const folder = await mkdtemp(join(tmpdir(), 'linli-export-'));
    t.teardown(() => rm(folder, { recursive: true }));
    const file = join(folder, `books.${format === 'hledger' ? 'journal' : 'beancount'}`);
    await writeFile(file, text);
    const read = tools[format](file);
    t.equal(read.status, 0, String(read.stderr));
    // Wang's balance at the end, which is written once and nowhere else.
    t.equal(text.split('47.77').length, 2);
    await writeFile(file, text.replace('47.77', '47.78'));
    t.not(tools[format](file).status, 0, 'one that is off by a single step is noticed');
  });

  t.test(`${format} reads the books and comes to the same balances`, async (t) => {
    const books = await testBooks(t);
    const { issue, wang, li, shop, hours } = await openTown(books, book);
    const hoursIssue = await books.open(book, 'hours_issue');
    const spent = move(wang, shop, 1234);
    const hold = move(wang, li, 5, { kind: 'hold' });
    await books.post(book, [
      move(issue, wang, 123_456, { effectiveAt: instantOf(Date.now() - 3 * 86_400_000) }),
      move(hoursIssue, hours, 90),
    ]);
    await books.post(book, [move(wang, li, 7), hold, resolve('capture', hold, { amount: 3 })]);
    await books.post(book, [move(wang, shop, 400), resolve('reversal', spent)]);
    let text = '';
    await exportBooks(books.db, book, format, async (part) => {
      text += part;
    });
    t.notMatch(text, /undefined|NaN/);
    const folder = await mkdtemp(join(tmpdir(), 'linli-export-'));
    t.teardown(() => rm(folder, { recursive: true }));
    const file = join(folder, `books.${format === 'hledger' ? 'journal' : 'beancount'}`);
    await writeFile(file, text);
    if (spawnSync(programs[format], ['--version']).error) {
      t.comment(`${programs[format]} is not on the PATH: its reading of the books was left out`);
      return;
    }
    const read = tools[format](file);
    t.equal(read.status, 0, String(read.stderr));
    if (format === 'hledger') {
      t.match(String(read.stdout), new RegExp(`1230\\.46 POINT +points_main:110105:${wang}`));
      t.match(String(read.stdout), new RegExp(`90 HOURS +hours_credit:110105:${hours}`));
    }
    // One that does not add up has to be noticed, or the reading shows nothing.
    await writeFile(
      file,
      text.replace(/4\.00 POINT/g, '4.01 POINT').replace('4.01 POINT', '4.00 POINT'),
    );
    t.not(tools[format](file).status, 0);
  });
}
