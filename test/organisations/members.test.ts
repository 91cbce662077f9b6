import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { violatedConstraint } from '../../src/kit/db.ts';
import { standing } from '../../src/organisations/roster-check.ts';
import { decide, filedBody, filingBody, first, later, leaderPhone } from '../filings/forms.ts';
import { desks } from '../registration/desks.ts';
import { type Client, testTown } from '../support/town.ts';

const community = '120101004002';
const read = async (by: Client, id: string) =>
  (await by.call('GET', `/v1/organisations/${id}`)).body;
const roster = async (by: Client, id: string) =>
  (await by.call('GET', `/v1/organisations/${id}/members`)).body.items;
const add = (by: Client, id: string, rest: Record<string, unknown> = {}) =>
  by.call('POST', `/v1/organisations/${id}/members`, {
    ...{ name: '周新来', phone: '139 7200 0001', ...rest },
  });
const remove = (by: Client, id: string) => by.call('DELETE', `/v1/members/${id}`);

t.test(
  'the head takes people in and out, and is told when a filed body gets too small',
  async (t) => {
    const { town, id, head, street } = await filedBody(t, { worker: false });
    t.same((await read(head, id)).roster, { members: 10, least: 10, short: false });
    t.equal((await read(town.stranger(), id)).roster, null, 'not for everybody');
    const { status, body: joined } = await add(head, id);
    t.equal(status, 201);
    t.match(joined, { name: '周**', phone: '139****0001', post: null });
    t.match(await add(head, id), { status: 409, body: { code: 'member_twice' } });
    const wrong = await add(head, id, { phone: '12345678901' });
    t.match(wrong, { status: 422, body: { code: 'phone_invalid' } });
    t.equal((await add(head, id, { phone: undefined })).status, 201, 'a namesake without a phone');
    t.match(await remove(street, joined.id), { status: 403, body: { code: 'not_allowed' } });
    const people = await roster(head, id);
    t.equal(people.length, 12);
    for (const each of people.slice(0, 3)) t.equal((await remove(head, each.id)).status, 204);
    const seen = await read(street, id);
    t.same(seen.roster, { members: 9, least: 10, short: true }, 'shown, not refused');
    t.match(await remove(head, people[0].id), { status: 404, body: { code: 'member_unknown' } });
    t.equal((await add(head, id, { name: people[3].name, phone: '13972000009' })).status, 201);
  },
);

t.test('nobody joins a body that may not act, but leaving is always possible', async (t) => {
  const { id, head, street } = await filedBody(t, { worker: false });
  await street.call('POST', `/v1/organisations/${id}/decisions`, {
    ...{ decision: 'suspend', reason: '整改' },
  });
  t.match(await add(head, id), { status: 409, body: { code: 'organisation_state_wrong' } });
  const [first] = await roster(head, id);
  t.equal((await remove(head, first.id)).status, 204);
});

t.test('whoever has the phone finds the roster, takes out what it says, and leaves', async (t) => {
  const { town, id, head, street } = await filedBody(t, { worker: false });
  const member = await town.signIn('13971000003');
  const { body } = await member.call('GET', '/v1/me/memberships');
  t.match(body.items, [
    { organisationId: id, organisationName: '新兴街道夕阳红互助队', name: '陈**', post: null },
  ]);
  const [own] = body.items;
  const leave = (by: Client) => by.call('DELETE', `/v1/me/memberships/${own.id}`);
  const other = await leave(street);
  t.match(other, { status: 404, body: { code: 'member_unknown' } }, 'nobody ends another’s');
  t.equal((await leave(member)).status, 204);
  t.match(await leave(member), { status: 404, body: { code: 'member_unknown' } });
  t.same((await member.call('GET', '/v1/me/memberships')).body.items, []);
  t.equal((await roster(head, id)).length, 9);
  const { body: data } = await member.call('GET', '/v1/me/data');
  t.match(data.memberships, [
    { organisationId: id, name: '陈3号', phone: '13971000003', endedAt: /^2/ },
  ]);
  const nobody = await town.signIn('13912340000');
  t.same((await nobody.call('GET', '/v1/me/memberships')).body.items, []);
  t.same((await nobody.call('GET', '/v1/me/data')).body.memberships, []);
});

t.test('whoever leaves for good is found by nobody who has the phone next', async (t) => {
  const { town, id } = await filedBody(t, { worker: false });
  const member = await town.signIn('13971000003');
  t.equal((await member.call('DELETE', '/v1/me')).status, 204);
  await later(town);
  const next = await town.signIn('13971000003');
  t.not(next.personId, member.personId);
  t.same((await next.call('GET', '/v1/me/memberships')).body.items, []);
  t.same((await next.call('GET', '/v1/me/data')).body.memberships, []);
  const again = await town.signIn(leaderPhone);
  t.equal((await roster(again, id)).length, 10, 'the roster is the organisation’s');
});

t.test('a place in a roster ends once, whoever ends it', async (t) => {
  const { town, id, head } = await filedBody(t, { worker: false });
  const member = await town.signIn('13971000004');
  const { body } = await member.call('GET', '/v1/me/memberships');
  const [{ id: place }] = body.items;
  const both = await Promise.all([
    member.call('DELETE', `/v1/me/memberships/${place}`),
    remove(head, place),
  ]);
  t.same(both.map(({ status }) => status).sort(), [204, 404]);
  const twice = await Promise.all([add(head, id), add(head, id)]);
  t.same(twice.map(({ status }) => status).sort(), [201, 409], 'and begins once');
  const log = await town.database.ownerDb.execute(
    sql`SELECT FROM audit.entry WHERE action IN ('member.remove', 'member.leave', 'member.add')`,
  );
  t.equal(log.length, 2, 'each in the log, with nobody’s name');
});

t.test('a change that is filed later does not undo who joined or left meanwhile', async (t) => {
  const { town, id, head } = await filedBody(t, { worker: false });
  const asked = await head.call('POST', `/v1/organisations/${id}/changes`, filingBody());
  t.equal(asked.status, 201);
  const [gone] = await roster(head, id);
  await remove(head, gone.id);
  const { body: joined } = await add(head, id);
  const desk = await town.signIn(desks.committee);
  const street = await town.signIn(desks.street);
  await first(desk, asked.body.id);
  const filed = await decide(street, asked.body.id);
  t.equal(filed.status, 201);
  const ids = (await roster(head, id)).map((each: { id: string }) => each.id);
  t.notOk(ids.includes(gone.id), 'who left stays away');
  t.ok(ids.includes(joined.id), 'who joined stays');
  t.equal(ids.length, 10);
});

t.test('a roster has an end', async (t) => {
  const { town, id, head } = await filedBody(t, { worker: false });
  await town.database.ownerDb.execute(sql`
    INSERT INTO organisations.member (book, id, organisation_id, person_sealed, person_index, joined_at)
    SELECT book, gen_random_uuid(), organisation_id, person_sealed, sha256(n::text::bytea), joined_at
    FROM (SELECT * FROM organisations.member LIMIT 1) AS one, generate_series(1, 4990) AS n`);
  t.match(await add(head, id), { status: 409, body: { code: 'roster_full' } });
  await town.database.ownerDb.execute(
    sql`DELETE FROM organisations.member WHERE phone_index IS NULL`,
  );
  t.equal((await add(head, id)).status, 201);
});

t.test('a number of staff stands below, within or above what is wanted', async (t) => {
  for (const [n, expected] of [
    [0, 'below'],
    [1, 'below'],
    [2, 'within'],
    [3, 'within'],
    [4, 'above'],
  ] as const)
    t.equal(standing(n, 2, 3), expected, String(n));
});

/** A hub of the street with somebody signed in as its manager, and a team beside it. */
async function hubAndTeam(t: Test) {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const enter = async (rest: Record<string, unknown>) => {
    const form = { kind: 'unit_team', region: community, leaderPhone, ...rest };
    const { status, body } = await street.call('POST', '/v1/organisations', form);
    t.equal(status, 201, JSON.stringify(body));
    return body.id as string;
  };
  const hub = await enter({ type: 'hub', name: '枢纽联合会' });
  const team = await enter({ type: 'mutual_aid', name: '互助队' });
  const give = (role: string, scope: string, phone: string) =>
    street.call('POST', '/v1/role-grants', { role, scope, phone });
  await give('hub_manager', hub, '13971000020');
  await give('organisation_head', team, '13971000021');
  return {
    ...{ town, street, enter, hub, team },
    manager: await town.signIn('13971000020'),
    head: await town.signIn('13971000021'),
  };
}

t.test('a hub shows whether it has its two or three full-time social workers', async (t) => {
  const { town, street, hub, manager, team } = await hubAndTeam(t);
  const expected = ['below', 'below', 'within', 'within', 'above'];
  for (const [n, state] of expected.entries()) {
    const { hub: seen } = await read(street, hub);
    t.match(seen, { socialWorkers: n, least: 2, most: 3, standing: state }, `${n} of them`);
    const worker = { name: `社工${n}`, phone: `1397300000${n}`, post: 'social_worker' };
    t.match(await add(manager, hub, worker), { status: 201, body: { post: 'social_worker' } });
  }
  await add(manager, hub, { name: '会员' });
  t.match(await read(manager, hub), { hub: { socialWorkers: 5 }, roster: { members: 6 } });
  t.equal((await read(town.stranger(), hub)).hub, null);
  t.equal((await read(street, team)).hub, null, 'a team is no hub');
  t.match(await add(manager, team), { status: 403 }, 'nor is it theirs');
});

t.test('bodies join the hub of their street and leave it', async (t) => {
  const { town, street, enter, hub, team, head } = await hubAndTeam(t);
  const join = (by: Client, id: string, hubId: string | null) =>
    by.call('PUT', `/v1/organisations/${id}/hub`, { hubId });
  const bodies = async () =>
    (await town.stranger().call('GET', `/v1/organisations?hub=${hub}`)).body.items.map(
      ({ id }: { id: string }) => id,
    );
  t.match(await join(head, team, team), { status: 422, body: { code: 'hub_unknown' } });
  t.match(await join(head, team, hub), { status: 200, body: { hubId: hub } });
  t.same(await bodies(), [team]);
  t.match(await read(street, hub), { hub: { bodies: 1 } });
  const itself = await join(street, hub, hub);
  t.match(itself, { status: 409, body: { code: 'organisation_state_wrong' } });
  t.match(await join(head, team, null), { status: 200, body: { hubId: null } });
  const second = await enter({ type: 'charity', name: '第二队' });
  for (const id of [team, second]) t.equal((await join(street, id, hub)).status, 200);
  const revoke = { decision: 'revoke', reason: '违法', documentNumber: '津和取〔2026〕1号' };
  await street.call('POST', `/v1/organisations/${second}/decisions`, revoke);
  t.same(await bodies(), [team], 'what has ended is in no hub');
  const suspend = { decision: 'suspend', reason: '整改' };
  await street.call('POST', `/v1/organisations/${hub}/decisions`, suspend);
  t.match(await join(head, team, hub), { status: 422, body: { code: 'hub_unknown' } });
  await street.call('POST', `/v1/organisations/${hub}/decisions`, {
    ...revoke,
    documentNumber: '津和取〔2026〕2号',
  });
  t.same(await bodies(), [], 'nor is anything in a hub that has ended');
});

t.test('the head changes what a body says of itself, the street who it is', async (t) => {
  const { town, street, team, head, hub } = await hubAndTeam(t);
  const edit = (by: Client, id: string, rest: Record<string, unknown> = {}) =>
    by.call('PUT', `/v1/organisations/${id}`, { name: '邻里队', type: 'charity', ...rest });
  t.match(await edit(head, team), { status: 200, body: { name: '邻里队', type: 'charity' } });
  const { body: me } = await head.call('GET', '/v1/me');
  t.match(JSON.stringify(me), /邻里队/, 'the role is named by it');
  for (const [rest, pointer] of [
    [{ leaderPhone: '13912345679' }, '/leaderPhone'],
    [{ creditCode: '52120101MJ0B123452' }, '/creditCode'],
    [{ type: 'hub' }, '/type'],
  ] as const) {
    const refused = await edit(head, team, rest);
    t.match(refused, { status: 403, body: { code: 'not_allowed' } });
    t.match(JSON.stringify(refused.body), pointer);
  }
  const code = await edit(street, team, { creditCode: '52120101MJ0B123452' });
  t.match(code, { status: 422, body: { code: 'credit_code_of_other_kind' } });
  const taken = await edit(street, team, { name: '枢纽联合会' });
  t.match(taken, { status: 409, body: { code: 'organisation_name_taken' } });
  t.match(await edit(street, team, { type: 'hub' }), { status: 409, body: { code: 'hub_exists' } });
  await street.call('PUT', `/v1/organisations/${team}/hub`, { hubId: hub });
  t.match(await edit(street, hub, { name: '联合会' }), { status: 200, body: { type: 'charity' } });
  t.equal((await read(street, team)).hubId, null, 'a hub that is none has no bodies');

  await street.call('POST', '/v1/role-grants', {
    ...{ role: 'organisation_head', scope: team, phone: leaderPhone },
  });
  await later(town);
  const leader = await town.signIn(leaderPhone);
  t.equal((await edit(leader, team)).status, 200);
  const officer = await town.signIn(desks.street);
  const handed = await edit(officer, team, { leaderPhone: '13912345679' });
  t.match(handed, { status: 200, body: { leaderPhone: '139****5679' } });
  await leader.renew();
  t.match(await edit(leader, team), { status: 403 }, 'who leads no more is no head either');
  const end = { decision: 'revoke', reason: '违法', documentNumber: '津和取〔2026〕3号' };
  await officer.call('POST', `/v1/organisations/${team}/decisions`, end);
  const late = await edit(officer, team);
  t.match(late, { status: 409, body: { code: 'organisation_state_wrong' } });
});

t.test('what has to be filed is neither entered nor edited', async (t) => {
  const { id, head, street } = await filedBody(t, { worker: false });
  const form = { kind: 'filed', type: 'charity', name: '慈善队', region: community, leaderPhone };
  const entered = await street.call('POST', '/v1/organisations', form);
  t.match(entered, { status: 422, body: { code: 'organisation_has_to_be_filed' } });
  t.match(JSON.stringify(entered.body), '/kind');
  const edit = { name: '新名队', type: 'charity' };
  for (const by of [head, street]) {
    const refused = await by.call('PUT', `/v1/organisations/${id}`, edit);
    t.match(refused, { status: 409, body: { code: 'organisation_change_filed' } });
  }
});

t.test('an organisation tells the caller what they may do', async (t) => {
  const { town, street, team, head } = await hubAndTeam(t);
  const cases: [Client, string[]][] = [
    [town.stranger(), []],
    [await town.signIn(desks.committee), ['organisation.oversee']],
    [
      head,
      [
        ...['organisation.oversee', 'organisation.edit', 'organisation.join_hub'],
        ...['organisation.cancel', 'member.add', 'member.disclose'],
      ],
    ],
    [
      street,
      [
        ...['organisation.oversee', 'organisation.edit', 'organisation.identify'],
        ...['organisation.join_hub', 'organisation.decide'],
      ],
    ],
  ];
  for (const [by, may] of cases) t.same((await read(by, team)).may, may);
});

t.test('the database repeats who stands where', async (t) => {
  const { town, hub } = await hubAndTeam(t);
  const set = (change: string) =>
    town.database.ownerDb
      .execute(sql.raw(`UPDATE organisations.organisation SET ${change} WHERE id = '${hub}'`))
      .then(() => 'done', violatedConstraint);
  t.equal(await set(`hub_id = '${hub}'`), 'organisation_no_hub_in_hub');
  t.equal(await set("hub_id = gen_random_uuid(), type = 'charity'"), 'organisation_hub_of');
});

t.test('the head reads a member’s phone for a reason, and nobody else does', async (t) => {
  const { town, id, head, street } = await filedBody(t, { worker: false });
  const [, second] = await roster(head, id);
  const see = (by: Client, reason: string) =>
    by.call('POST', `/v1/members/${second.id}/disclosures`, { reason });
  const seen = await see(head, '通知开会');
  t.match(seen, { status: 201, headers: { 'cache-control': 'no-store' } });
  t.same(seen.body, { name: '陈1号', phone: '13971000001' });
  t.match(await see(head, ' '), { status: 400 }, 'not without a reason');
  t.match(await see(street, '核实'), { status: 403 });
  const log = await town.database.ownerDb.execute<{ changes: string }>(
    sql`SELECT changes::text AS changes FROM audit.entry WHERE action = 'member.disclose'`,
  );
  t.equal(log.length, 1);
  t.match(log[0]!.changes, /通知开会/);
  t.notMatch(log[0]!.changes, /13971000001|陈/);
  await head.call('DELETE', `/v1/members/${second.id}`);
  t.match(await see(head, '通知开会'), { status: 404, body: { code: 'member_unknown' } });
});

t.test('people stand in the rosters of bodies that stand', async (t) => {
  const { town, id, head, street } = await filedBody(t, { worker: false });
  const member = await town.signIn('13971000003');
  const found = async () => (await member.call('GET', '/v1/me/memberships')).body.items.length;
  const rule = (body: Record<string, unknown>) =>
    street.call('POST', `/v1/organisations/${id}/decisions`, body);
  await rule({ decision: 'suspend', reason: '整改' });
  t.equal(await found(), 1);
  const may = async (by: Client) => (await read(by, id)).may;
  t.same(await may(head), [
    'organisation.oversee',
    'organisation.join_hub',
    'member.disclose',
    'annual_report.submit',
  ]);
  await rule({ decision: 'resume' });
  t.same(await may(head), [
    ...['organisation.oversee', 'organisation.join_hub', 'organisation.cancel'],
    ...['member.add', 'member.disclose', 'filing.change', 'annual_report.submit'],
  ]);
  await rule({ decision: 'revoke', reason: '违法', documentNumber: '津和取〔2026〕1号' });
  t.equal(await found(), 0);
  const { body } = await member.call('GET', '/v1/me/data');
  t.match(body.memberships, [{ organisationId: id, stands: false }], 'what is kept is taken out');
});
