import { randomUUID } from 'node:crypto';
import t from 'tap';
import { instant } from '../../src/kit/clock.ts';
import { accountId, importOpenings, openLanes, readBalance } from '../../src/ledger/index.ts';
import { testBooks } from './books.ts';

const book = 1;
const cutOver = instant('2026-01-01T00:00:00+08:00');
const header = 'kind,owner,region,amount,expires_on';

t.test('openings are posted once, however often the file is read', async (t) => {
  const books = await testBooks(t);
  const lanes = openLanes(books.url);
  t.teardown(() => lanes.close());
  const [wang, li] = [randomUUID(), randomUUID()];
  const text = [
    `\uFEFF${header}`,
    `hours_credit,${wang},120101,90,`,
    `points_main,${wang},120101,500,2030-12-31`,
    `points_main,${wang},120101,20,`,
    `points_main,${li},120102,30,`,
    '',
  ].join('\r\n');
  const read = (dryRun: boolean) =>
    importOpenings({ transact: books.transact, lanes }, book, text, { cutOver, dryRun });
  t.same(await read(true), { rows: 4, posted: 0, faults: [] });
  t.same(await read(false), { rows: 4, posted: 4, faults: [] });
  t.same(await read(false), { rows: 4, posted: 0, faults: [] });
  const points = await readBalance(books.db, book, accountId(book, wang, 'points_main'));
  t.match(points, { balance: 520, available: 520, version: 2 });
});

t.test('with any fault nothing is posted, and each is named with its place', async (t) => {
  const books = await testBooks(t);
  const lanes = openLanes(books.url);
  t.teardown(() => lanes.close());
  const wang = randomUUID();
  const bad = async (...rows: string[]) =>
    (
      await importOpenings(
        { transact: books.transact, lanes },
        book,
        [header, `hours_credit,${wang},120101,90,`, ...rows].join('\n'),
        { cutOver, dryRun: false },
      )
    ).faults;
  const other = randomUUID();
  t.match(
    await bad(
      `points_issue,${other},120101,1,`,
      'hours_credit,Wang,120101,1,',
      `hours_credit,${other},Tianjin,1,`,
      `hours_credit,${other},120101,1.5,`,
      `hours_credit,${other},120101,1,2030-12-31`,
      `points_main,${other},120101,1,tomorrow`,
      `points_main,${other},120101,1,2027-02-31`,
      `hours_credit,${wang},120101,5,`,
      'hours_credit',
    ),
    [
      { line: 3, column: 'kind', value: 'points_issue' },
      { line: 4, column: 'owner', value: 'Wang' },
      { line: 5, column: 'region', value: 'Tianjin' },
      { line: 6, column: 'amount', value: '1.5' },
      { line: 7, column: 'expires_on' },
      { line: 8, column: 'expires_on', value: 'tomorrow' },
      { line: 9, column: 'expires_on', value: '2027-02-31' },
      { line: 10, column: 'owner', reason: /line 2/ },
      { line: 11, column: '' },
    ],
  );
  t.match(
    await importOpenings({ transact: books.transact, lanes }, book, 'a;b\n', {
      cutOver,
      dryRun: false,
    }),
    {
      faults: [{ line: 1 }],
    },
  );
  t.match(await readBalance(books.db, book, accountId(book, wang, 'hours_credit')), { version: 0 });
});
