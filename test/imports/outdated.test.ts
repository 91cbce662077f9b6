import t from 'tap';
import { importerFor, type Write } from '../../src/imports/kind.ts';
import { membersKind } from '../../src/imports/member-rows.ts';
import { organisationsKind } from '../../src/imports/organisation-rows.ts';
import { volunteersKind } from '../../src/imports/volunteer-rows.ts';
import { dateInChina } from '../../src/kit/clock.ts';
import { wasOutdated } from '../../src/kit/db.ts';
import { newId } from '../../src/kit/id.ts';
import { nationalIdOf } from '../../src/people/index.ts';
import { endDivision } from '../../src/regions/index.ts';
import { filedBody } from '../filings/forms.ts';
import { community, desks, otherOfficer, reject, setRules } from '../registration/desks.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';
import {
  counts,
  csvOf,
  faultsOf,
  imported,
  memberRow,
  organisationRow,
  type Row,
  volunteerRow,
} from './files.ts';

const given = (row: Row) => ({
  line: 2,
  cells: Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== undefined),
  ) as Record<string, string>,
});

const importer = (town: TestTown, { personId }: Client) => {
  const at = { grant: newId(), scope: community };
  const roles = [
    { ...at, role: 'residents_committee' as const },
    { ...at, role: 'street_office' as const, scope: community.slice(0, 9) },
  ];
  const actor = { book: town.deps.book, personId, sessionId: '', roles };
  return importerFor(actor, undefined);
};

/** What became of the writing: nothing else is judged anew. */
const isOutdated = (town: TestTown, write: Write) =>
  town.deps.transact(write).then(
    () => false,
    (error) => wasOutdated(error),
  );

t.test('nothing is written to whoever has left since the file was looked at', async (t) => {
  const town = await testTown(t, { worker: false });
  const desk = await town.signIn(desks.committee);
  const phone = '13912347001';
  const leaving = await town.signIn(phone);
  const rows = [given(volunteerRow(1, { phone }))];
  const look = () => volunteersKind.examine(town.deps, importer(town, desk), rows);
  const examined = await look();
  t.same(examined.verdicts, ['fresh']);
  const write = await examined.prepare();
  t.match(await leaving.call('DELETE', '/v1/me'), { status: 204 });
  t.ok(await isOutdated(town, write));
  const again = await look();
  t.same(again.verdicts, ['fresh'], 'as somebody else, whose phone it may be now');
  await town.deps.transact(await again.prepare());
  t.same((await look()).verdicts, ['there']);
});

t.test('nothing is written into a division that has ended since', async (t) => {
  const town = await testTown(t, { worker: false });
  const desk = await town.signIn(desks.committee);
  const { deps } = town;
  const kinds = [
    { kind: volunteersKind, row: volunteerRow(1), column: 'residenceRegion' },
    { kind: organisationsKind, row: organisationRow(1), column: 'region' },
  ];
  const looks = kinds.map(
    ({ kind, row }) =>
      () =>
        kind.examine(deps, importer(town, desk), [given(row)]),
  );
  const examined = await Promise.all(looks.map((look) => look()));
  t.same(
    examined.map(({ verdicts }) => verdicts),
    [['fresh'], ['fresh']],
  );
  const writes = await Promise.all(examined.map(({ prepare }) => prepare()));
  const on = dateInChina(await town.now());
  await endDivision(deps, deps.book, { code: community, on });
  for (const [n, { column }] of kinds.entries()) {
    t.ok(await isOutdated(town, writes[n]!), column);
    t.match((await looks[n]!()).verdicts, [[{ column, code: 'division_ended' }]]);
  }
});

t.test(
  'whoever was taken in, or registered again, since the file was looked at is judged anew',
  async (t) => {
    const { town, id, head } = await filedBody(t, { worker: false });
    const grant = { grant: newId(), role: 'organisation_head' as const, scope: id };
    const actor = { book: town.deps.book, personId: head.personId, sessionId: '', roles: [grant] };
    const look = () =>
      membersKind.examine(town.deps, importerFor(actor, id), [given(memberRow(1))]);
    const [first, second] = [await look(), await look()];
    const [write, late] = [await first.prepare(), await second.prepare()];
    await town.deps.transact(write);
    t.ok(await isOutdated(town, late));
    t.same((await look()).verdicts, ['there']);

    const desk = await town.signIn(desks.committee);
    const street = await town.signIn(desks.street);
    const person = given(volunteerRow(7, { phone: undefined }));
    const lookAt = () => volunteersKind.examine(town.deps, importer(town, desk), [person]);
    await setRules(town, { 'volunteer.approval_steps': 1 });
    await town.deps.transact(await (await lookAt()).prepare());
    const { body } = await street.call('GET', '/v1/volunteers?state=submitted');
    await reject(await otherOfficer(town, street), body.items[0].id);
    const [again, later] = [await lookAt(), await lookAt()];
    t.same(again.verdicts, ['fresh']);
    const writes = [await again.prepare(), await later.prepare()];
    await town.deps.transact(writes[0]!);
    t.ok(await isOutdated(town, writes[1]!));
  },
);

t.test('rows that collide by what no rule sees are named, and only they are bad', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  await town.database.ownerDb.execute(
    'CREATE UNIQUE INDEX one_name ON people.volunteer (book, name_index)',
  );
  const rows = Array.from({ length: 9 }, (_, n) =>
    volunteerRow(n, { name: `甲乙${'一二三四五六七八九'[n]}` }),
  );
  rows[6] = { ...rows[6], name: rows[2]!.name };
  const file = csvOf('volunteers', rows);
  const none = await imported(desk, file);
  t.match(none, { state: 'refused', problem: { code: 'bad_rows' } });
  t.match(await faultsOf(desk, none.id), [{ line: 8, column: null, code: 'row_collides' }]);
  const some = await imported(desk, file, { mode: 'skip_bad' });
  t.match(some.state, 'done');
  t.same(counts(some), [8, 0, 1]);
  t.match(await faultsOf(desk, some.id), [{ line: 8, code: 'row_collides' }]);
});

t.test('two rows that turn out to be about one person are one', async (t) => {
  const town = await testTown(t);
  await setRules(town, { 'volunteer.approval_steps': 1 });
  const desk = await town.signIn(desks.committee);
  const street = await town.signIn(desks.street);
  const husband = volunteerRow(1);
  await imported(desk, csvOf('volunteers', [husband]));
  const { body } = await street.call('GET', '/v1/volunteers?state=submitted');
  await reject(await otherOfficer(town, street), body.items[0].id);
  const wife = volunteerRow(2, { phone: husband.phone });
  // Name, date of birth and phone tell that it is him, whatever the number.
  const himself = {
    ...husband,
    idNumber: nationalIdOf(`${husband.idNumber!.slice(0, 14)}777`),
  };
  const rows = [{ ...husband, phone: undefined }, wife, volunteerRow(3), himself];
  for (const mode of ['all_or_nothing', 'skip_bad'] as const) {
    const done = await imported(desk, csvOf('volunteers', rows), { mode });
    t.same(counts(done), [2, 0, 2], mode);
    const faults = await faultsOf(desk, done.id);
    t.match(faults, [
      { line: 3, column: 'phone', code: 'phone_of_other' },
      { line: 5, column: 'phone', code: 'row_repeated' },
    ]);
  }
});
