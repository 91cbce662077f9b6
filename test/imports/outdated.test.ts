import t from 'tap';
import type { Write } from '../../src/imports/kind.ts';
import { organisationsKind } from '../../src/imports/organisation-rows.ts';
import { volunteersKind } from '../../src/imports/volunteer-rows.ts';
import { dateInChina } from '../../src/kit/clock.ts';
import { Outdated } from '../../src/kit/db.ts';
import { newId } from '../../src/kit/id.ts';
import { endDivision } from '../../src/regions/index.ts';
import { community, desks } from '../registration/desks.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';
import { organisationRow, type Row, volunteerRow } from './files.ts';

const given = (row: Row) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;

const importer = (town: TestTown, { personId }: Client) => {
  const at = { grant: newId(), scope: community };
  const roles = [
    { ...at, role: 'residents_committee' as const },
    { ...at, role: 'street_office' as const, scope: community.slice(0, 9) },
  ];
  const actor = { book: town.deps.book, personId, sessionId: '', roles };
  return { actor, organisationId: undefined };
};

/** What became of the writing: nothing else is judged anew. */
const isOutdated = (town: TestTown, write: Write) =>
  town.deps.transact(write).then(
    () => false,
    (error) => error instanceof Outdated,
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
