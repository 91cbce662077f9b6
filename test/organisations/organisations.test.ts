import { sql } from 'drizzle-orm';
import t from 'tap';
import { violatedConstraint } from '../../src/kit/db.ts';
import { phones } from '../support/steps.ts';
import { type Client, testTown } from '../support/town.ts';

const community = '120101004002';
const neighbour = '120101004003';
const form = (rest: Record<string, unknown> = {}) => ({
  ...{ kind: 'unit_team', type: 'mutual_aid', name: '邻里互助队', region: community },
  leaderPhone: '13912345678',
  ...rest,
});
const registered = (rest: Record<string, unknown> = {}) =>
  form({ kind: 'registered', name: '邻里之家', creditCode: '52120101mj0b 123452', ...rest });

const enter = (by: Client, rest: Record<string, unknown> = {}) =>
  by.call('POST', '/v1/organisations', form(rest));
const decide = (by: Client, id: string, body: Record<string, unknown>) =>
  by.call('POST', `/v1/organisations/${id}/decisions`, body);

t.test('what does not fit is refused by the name of its field', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(phones.streetOffice);
  const cases: (readonly [Record<string, unknown>, number, string, string])[] = [
    [registered({ creditCode: undefined }), 422, 'credit_code_missing', '/creditCode'],
    [registered({ creditCode: '52120101MJ0B123453' }), 422, 'credit_code_invalid', '/creditCode'],
    [registered({ creditCode: '91350100M000100Y43' }), 422, 'credit_code_of_other_kind', ''],
    [registered({ creditCode: '11120000000125735B' }), 422, 'credit_code_of_other_kind', ''],
    [form({ creditCode: '52120101MJ0B123452' }), 422, 'credit_code_of_other_kind', '/creditCode'],
    ...(
      [
        ['self_governing', '91350100M000100Y43'],
        ['self_governing', '51120000MJ0A000017'],
        ['self_governing', '11120000000125735B'],
        ['public_body', '91350100M000100Y43'],
        ['public_body', '55120101MJ0B12342F'],
      ] as const
    ).map(
      ([kind, creditCode]) =>
        [form({ kind, creditCode }), 422, 'credit_code_of_other_kind', '/creditCode'] as const,
    ),
    [form({ leaderPhone: '12345678901' }), 422, 'phone_invalid', '/leaderPhone'],
    [form({ region: '120101004999' }), 422, 'organisation_region_unknown', '/region'],
    [form({ region: '120102001001' }), 403, 'not_allowed', ''],
    [form({ region: '120101' }), 400, 'bad_request', '/region'],
    [form({ kind: 'company' }), 400, 'bad_request', '/kind'],
    [form({ type: 'trade' }), 400, 'bad_request', '/type'],
    [form({ name: '  ' }), 400, 'bad_request', '/name'],
  ];
  for (const [body, status, code, pointer] of cases) {
    const answer = await street.call('POST', '/v1/organisations', body);
    t.equal(answer.status, status, JSON.stringify(body));
    t.equal(answer.body.code, code, JSON.stringify(body));
    if (pointer) t.match(JSON.stringify(answer.body), pointer);
  }
  const { body } = await street.call('GET', '/v1/organisations');
  t.same(body.items, [], 'nothing was written');
});

t.test('a name is unique inside its street, and a code in the city', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(phones.streetOffice);
  const first = await street.call('POST', '/v1/organisations', registered());
  t.equal(first.status, 201);
  t.equal(first.body.creditCode, '52120101MJ0B123452', 'in its one form');
  const sameName = await enter(street, { name: ' 邻里之家 ', region: neighbour });
  t.match(sameName, { status: 409, body: { code: 'organisation_name_taken' } });
  const sameCode = await street.call('POST', '/v1/organisations', registered({ name: '新家园' }));
  t.match(sameCode, { status: 409, body: { code: 'credit_code_taken' } });
  const gone = { decision: 'revoke', reason: '已注销', documentNumber: '津民撤〔2026〕1号' };
  t.equal((await decide(street, first.body.id, gone)).status, 201);
  const again = await street.call('POST', '/v1/organisations', registered());
  t.equal(again.status, 201, 'what was revoked stands in nobody’s way');
});

t.test('a street has one hub at a time, also when two are entered at once', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(phones.streetOffice);
  const both = await Promise.all([
    enter(street, { type: 'hub', name: '枢纽一' }),
    enter(street, { type: 'hub', name: '枢纽二', region: neighbour }),
  ]);
  t.same(both.map(({ status }) => status).sort(), [201, 409]);
  t.match(both.find(({ status }) => status === 409)!.body, { code: 'hub_exists' });
  const first = both.find(({ status }) => status === 201)!.body.id;
  await decide(street, first, { decision: 'suspend', reason: '整改' });
  t.equal((await enter(street, { type: 'hub', name: '枢纽三' })).status, 201);
  const back = await decide(street, first, { decision: 'resume' });
  t.match(back, { status: 409, body: { code: 'hub_exists' } }, 'its place is taken');
});

t.test('only what the state allows is decided, and never by the leader', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(phones.streetOffice);
  const { body: made } = await enter(street);
  const suspend = { decision: 'suspend', reason: '整改' };
  const resume = { decision: 'resume' };
  const revoke = { decision: 'revoke', reason: '违法活动', documentNumber: '津和取〔2026〕1号' };
  const steps: [Record<string, unknown>, number, string][] = [
    [resume, 409, 'active'],
    [{ ...revoke, documentNumber: undefined }, 400, 'active'],
    [{ ...suspend, reason: undefined }, 400, 'active'],
    [suspend, 201, 'suspended'],
    [suspend, 409, 'suspended'],
    [resume, 201, 'active'],
    [suspend, 201, 'suspended'],
    [revoke, 201, 'revoked'],
    [resume, 409, 'revoked'],
    [suspend, 409, 'revoked'],
    [revoke, 409, 'revoked'],
  ];
  for (const [body, status, state] of steps) {
    const answer = await decide(street, made.id, body);
    t.equal(answer.status, status, `${body.decision}, then ${state}`);
    if (status === 409) t.equal(answer.body.code, 'organisation_state_wrong');
    t.equal((await street.call('GET', `/v1/organisations/${made.id}`)).body.state, state);
  }
  const { body: own } = await enter(street, { name: '街道队', leaderPhone: phones.streetOffice });
  t.match(await decide(street, own.id, suspend), { status: 403, body: { code: 'self_review' } });
  const nobody = '019ab0c4-7a5e-7c1d-9b7e-2f6d3c5b1a00';
  const unknown = await street.call('GET', `/v1/organisations/${nobody}`);
  t.match(unknown, { status: 404, body: { code: 'organisation_unknown' } });
});

t.test(
  'the list is cut into pages, filtered, and shows a phone only to who oversees',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const street = await town.signIn(phones.streetOffice);
    for (const n of [1, 2, 3]) await enter(street, { name: `队伍 ${n}` });
    await enter(street, {
      name: '邻居队',
      region: neighbour,
      type: 'charity',
      kind: 'public_body',
    });
    const names = async (query: string) => {
      const { body } = await street.call('GET', `/v1/organisations?${query}`);
      return body.items.map(({ name }: { name: string }) => name);
    };
    t.same(await names(`region=${community}`), ['队伍 1', '队伍 2', '队伍 3']);
    t.same(await names('region=120101004&type=charity'), ['邻居队']);
    t.same(await names('kind=public_body'), ['邻居队']);
    t.same(await names('state=suspended'), []);
    t.same(await names('region=120102'), []);
    const { body: page } = await town.stranger().call('GET', '/v1/organisations?limit=3');
    t.equal(page.items.length, 3);
    t.equal(page.items[0].leaderPhone, null, 'not for everybody');
    const rest = await town
      .stranger()
      .call('GET', `/v1/organisations?limit=3&cursor=${page.nextCursor}`);
    t.match(rest.body, { items: [{ name: '邻居队' }], nextCursor: null });
    const seen = await street.call('GET', '/v1/organisations?limit=1');
    t.equal(seen.body.items[0].leaderPhone, '139****5678');
    const other = await street.call(
      'GET',
      `/v1/organisations?kind=unit_team&cursor=${page.nextCursor}`,
    );
    t.match(other, { status: 400, body: { code: 'bad_cursor' } }, 'of another list');
  },
);

t.test(
  'roles are given for organisations that may act, and a hub’s only for the hub',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const street = await town.signIn(phones.streetOffice);
    const team = (await enter(street)).body.id;
    const hub = (await enter(street, { type: 'hub', name: '枢纽' })).body.id;
    const idle = (await enter(street, { name: '停办队' })).body.id;
    await decide(street, idle, { decision: 'suspend', reason: '整改' });
    const offered = async (role: string) => {
      const { body } = await street.call('GET', `/v1/role-scopes?role=${role}`);
      return body.items.map(({ scope }: { scope: string }) => scope);
    };
    t.same(await offered('organisation_head'), [team, hub]);
    t.same(await offered('hub_manager'), [hub]);
    for (const [role, scope, status] of [
      ['organisation_head', team, 201],
      ['organisation_head', idle, 422],
      ['hub_manager', hub, 201],
      ['hub_manager', team, 422],
    ] as const) {
      const grant = { role, scope, phone: '13912345670' };
      const answer = await street.call('POST', '/v1/role-grants', grant);
      t.equal(answer.status, status, `${role} of ${scope}`);
      if (status === 422) t.equal(answer.body.code, 'scope_unknown');
    }
  },
);

t.test('committees and public bodies have the codes that their registrars give', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(phones.streetOffice);
  for (const [kind, creditCode, warnings] of [
    ['self_governing', '55120101MJ0B12342F', []],
    ['self_governing', '54120101MJ0B12350D', []],
    ['public_body', '11120000000125735B', []],
    ['public_body', '12120103401234567D', ['organisation_code_unusual']],
  ] as const) {
    const body = { kind, creditCode, name: `单位 ${creditCode}` };
    const answer = await enter(street, body);
    t.match(answer, { status: 201 }, creditCode);
    t.same(answer.body.warnings, warnings, `${creditCode}: entered, and worth another look`);
  }
  const { body: list } = await town.stranger().call('GET', '/v1/organisations');
  for (const { warnings } of list.items) t.same(warnings, [], 'not for everybody');
  const put = (kind: string, code: string) =>
    town.database.ownerDb
      .execute(
        sql`UPDATE organisations.organisation SET credit_code = ${code} WHERE kind = ${kind}`,
      )
      .then(() => 'done', violatedConstraint);
  const company = '91350100M000100Y43';
  for (const kind of ['self_governing', 'public_body'])
    t.equal(await put(kind, company), 'organisation_code_of_public');
});

t.test('nobody overwrites what they have not seen', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(phones.streetOffice);
  const { body: made } = await enter(street);
  t.equal(made.version, 1);
  const edit = (rest: Record<string, unknown>) =>
    street.call('PUT', `/v1/organisations/${made.id}`, {
      ...{ name: '邻里互助队', type: 'mutual_aid', ...rest },
    });
  t.match(await edit({ version: 1, type: 'charity' }), { status: 200, body: { version: 2 } });
  t.match(await edit({ version: 1 }), { status: 409, body: { code: 'stale' } });
  t.match(await edit({}), { status: 200, body: { version: 3, type: 'mutual_aid' } });
  const station = {
    ...{ name: '新站', address: '新兴里 1 号', openingHours: [], services: [], met: [] },
  };
  const { body: built } = await street.call('POST', '/v1/stations', {
    ...station,
    region: community,
  });
  const mend = (version: number) =>
    street.call('PUT', `/v1/stations/${built.id}`, { ...station, version });
  t.match(await mend(1), { status: 200, body: { version: 2 } });
  t.match(await mend(1), { status: 409, body: { code: 'stale' } });
});

t.test('an organisation offers only what its kind and state allow', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(phones.streetOffice);
  const { body: made } = await enter(street);
  const may = async () => (await street.call('GET', `/v1/organisations/${made.id}`)).body.may;
  const standing = ['organisation.edit', 'organisation.identify', 'organisation.join_hub'];
  const all = ['organisation.oversee', ...standing, 'organisation.decide'];
  t.same(await may(), all);
  await decide(street, made.id, { decision: 'suspend', reason: '整改' });
  t.same(await may(), all);
  const revoke = { decision: 'revoke', reason: '违法', documentNumber: '津和取〔2026〕1号' };
  await decide(street, made.id, revoke);
  t.same(await may(), ['organisation.oversee']);
});
