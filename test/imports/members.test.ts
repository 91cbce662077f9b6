import { randomUUID } from 'node:crypto';
import t from 'tap';
import { filedBody } from '../filings/forms.ts';
import type { Client } from '../support/town.ts';
import { counts, csvOf, faultsOf, imported, memberRow, readCsv, send } from './files.ts';

const file = (...rows: ReturnType<typeof memberRow>[]) => csvOf('members', rows);
const inChina = (at: string) =>
  new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
const roster = async (by: Client, id: string) =>
  (await by.call('GET', `/v1/organisations/${id}/members`)).body.items;

t.test('the head takes people into the roster from a file, each once', async (t) => {
  const { town, id: organisationId, head, street } = await filedBody(t);
  const order = { kind: 'members' as const, organisationId };
  const rows = [
    memberRow(1),
    memberRow(2, { phone: undefined, post: '专职社工' }),
    memberRow(3, { phone: memberRow(1).phone }),
  ];
  t.same(counts(await imported(head, file(...rows), { ...order, dryRun: true })), [3, 0, 0]);
  t.equal((await roster(head, organisationId)).length, 10, 'a dry run writes nothing');
  t.same(counts(await imported(head, file(...rows), order)), [3, 0, 0]);
  t.same(counts(await imported(head, file(...rows), order)), [0, 3, 0], 'sent again');
  const joined = (await roster(head, organisationId)).slice(10);
  t.match(joined, [
    { name: '成***', phone: '139****0001', post: null },
    { name: '成***', phone: null, post: 'social_worker' },
    { name: '成***', phone: '139****0001', post: null },
  ]);

  const cases: [Record<string, string>, string, string][] = [
    [{ name: '' }, 'name', 'cell_missing'],
    [{ name: '王' }, 'name', 'minLength'],
    [{ phone: '23912345678' }, 'phone', 'phone_invalid'],
    [{ post: '会计' }, 'post', 'word_unknown'],
    [{ name: memberRow(20).name!, phone: memberRow(20).phone! }, 'name', 'row_repeated'],
  ];
  const bad = [memberRow(20), ...cases.map(([rest], n) => memberRow(30 + n, rest))];
  const done = await imported(head, file(...bad), { ...order, mode: 'skip_bad' });
  t.same(counts(done), [1, 0, cases.length]);
  t.same(
    (await faultsOf(head, done.id)).map(({ column, code }) => [column, code]),
    cases.map(([, column, code]) => [column, code]),
  );
  const { bytes } = await head.call('GET', `/v1/organisations/${organisationId}/members/export`);
  t.same(
    readCsv(bytes).slice(1),
    (await roster(head, organisationId)).map((one: Record<string, string | null>) =>
      [one.name, one.phone, one.post && '专职社工', inChina(one.joinedAt!)].map(
        (cell) => cell ?? '',
      ),
    ),
    'the list as a file',
  );
  const log = await town.database.ownerDb.execute<{ joined: number }>(
    "SELECT (changes->'members'->>1)::int AS joined FROM audit.entry WHERE action = 'member.add'",
  );
  const [taken] = await town.database.ownerDb.execute(
    "SELECT count(*)::int AS count FROM audit.entry WHERE action = 'member.export'",
  );
  t.same(taken, { count: 1 }, 'that it was taken is logged');
  const counted = log.map(({ joined }) => joined).sort((a, b) => a - b);
  t.same(counted, [11, 12, 13, 14], 'everybody has an entry');
  const other = await send(street, file(memberRow(40)), order);
  t.match([other.status, other.body.code], [403, 'not_allowed']);
});

t.test('members are of one organisation, which is theirs, active and not full', async (t) => {
  const { id: organisationId, head, street } = await filedBody(t);
  const kind = 'members' as const;
  const nowhere = await send(head, file(memberRow(1)), { kind });
  t.match(nowhere, { status: 400, body: { code: 'bad_request' } });
  const others = await send(head, file(memberRow(1)), { kind, organisationId: randomUUID() });
  t.match(others, { status: 403, body: { code: 'not_allowed' } });
  const many = csvOf(
    kind,
    Array.from({ length: 4_995 }, (_, n) => memberRow(n)),
  );
  for (const [order, length] of [
    [{ mode: 'skip_bad', dryRun: true }, 10],
    [{ mode: 'all_or_nothing' }, 10],
    [{ mode: 'skip_bad' }, 5_000],
  ] as const) {
    const full = await imported(head, many, { kind, organisationId, ...order });
    t.same(counts(full), [4_990, 0, 5], 'there is room for all but five');
    const faults = await faultsOf(head, full.id);
    t.same(
      faults.map(({ line, code }) => [line, code]),
      [4_992, 4_993, 4_994, 4_995, 4_996].map((line) => [line, 'roster_full']),
    );
    t.equal((await roster(head, organisationId)).length, length);
  }
  await street.call('POST', `/v1/organisations/${organisationId}/decisions`, {
    ...{ decision: 'suspend', reason: '核实情况' },
  });
  const suspended = await imported(head, file(memberRow(4_999)), { kind, organisationId });
  t.match(suspended, { state: 'refused', problem: { code: 'organisation_state_wrong' } });
});
