import { sql } from 'drizzle-orm';
import t from 'tap';
import { instant } from '../../src/kit/clock.ts';
import { violatedConstraint } from '../../src/kit/db.ts';
import { isOpenAt, readOpeningHours, readStationPhone } from '../../src/organisations/station.ts';
import { desks } from '../registration/desks.ts';
import { comeOrGo, draft, phones, published } from '../support/steps.ts';
import { type Client, type TestTown, testTown, until } from '../support/town.ts';

const community = '120101004002';
const all = ['venue', 'team', 'projects', 'facilities', 'rules', 'signs'];
const weekdays = [
  { day: 1, from: '08:30', to: '11:30' },
  { day: 1, from: '14:00', to: '17:00' },
];
const form = (rest: Record<string, unknown> = {}) => ({
  ...{ name: '新站', address: '新兴里 1 号', openingHours: weekdays, services: ['打印存折'] },
  ...{ phone: '022-27301234', met: all },
  ...rest,
});
const enter = (by: Client, rest: Record<string, unknown> = {}) =>
  by.call('POST', '/v1/stations', form({ region: community, ...rest }));
const edit = (by: Client, id: string, rest: Record<string, unknown> = {}) =>
  by.call('PUT', `/v1/stations/${id}`, form(rest));
const decide = (by: Client, id: string, decision: string, reason?: string) =>
  by.call('POST', `/v1/stations/${id}/decisions`, { decision, ...(reason && { reason }) });
const read = async (by: Client, id: string) => (await by.call('GET', `/v1/stations/${id}`)).body;

async function people(town: TestTown) {
  return {
    committee: await town.signIn(desks.committee),
    street: await town.signIn(desks.street),
  };
}

t.test('opening hours are in order, and a day is not open twice at a time', async (t) => {
  const [morning, afternoon] = weekdays;
  t.same(readOpeningHours([afternoon!, morning!]), weekdays);
  t.same(readOpeningHours([]), []);
  const noon = { day: 1, from: '11:30', to: '14:00' };
  t.equal(readOpeningHours([...weekdays, noon]).length, 3, 'one may begin where another ends');
  for (const wrong of [
    [{ day: 1, from: '09:00', to: '09:00' }],
    [{ day: 1, from: '17:00', to: '09:00' }],
    [morning!, { day: 1, from: '11:29', to: '12:00' }],
    [morning!, { day: 1, from: '08:00', to: '18:00' }],
    [morning!, morning!],
  ])
    t.throws(() => readOpeningHours(wrong), { code: 'station_hours_wrong' }, JSON.stringify(wrong));
});

t.test('a station is open in the hours of its week in China', async (t) => {
  const station = { state: 'open' as const, openingHours: weekdays };
  for (const [at, open, why] of [
    ['2026-11-23T08:29:59+08:00', false, 'a Monday, too early'],
    ['2026-11-23T08:30:00+08:00', true, 'the doors open'],
    ['2026-11-23T11:29:59+08:00', true, 'the last minute'],
    ['2026-11-23T11:30:00+08:00', false, 'noon'],
    ['2026-11-23T14:00:00+08:00', true, 'again'],
    ['2026-11-22T16:30:00Z', false, 'Monday has begun in China, at half past midnight'],
    ['2026-11-24T09:00:00+08:00', false, 'a Tuesday'],
    ['2026-11-29T09:00:00+08:00', false, 'a Sunday'],
  ] as const)
    t.equal(isOpenAt(station, instant(at)), open, why);
  const sunday = { state: 'open' as const, openingHours: [{ day: 7, from: '09:00', to: '10:00' }] };
  t.equal(isOpenAt(sunday, instant('2026-11-29T09:00:00+08:00')), true);
  const monday = instant('2026-11-23T09:00:00+08:00');
  t.equal(isOpenAt({ ...station, state: 'suspended' }, monday), false);
});

t.test('a station has a line for everybody, and nobody’s own phone', async (t) => {
  for (const [typed, kept] of [
    ['022-27301234', '022-27301234'],
    ['(022) 2730 1234', '022-27301234'],
    ['+86 010 65551234', undefined],
    ['010 65551234', '010-65551234'],
    ['0312-7301234', '0312-7301234'],
    ['400-600-1234', '4006001234'],
    ['12345', '12345'],
    ['13912345678', undefined],
    ['+8613912345678', undefined],
    ['022-13012345', undefined],
    ['27301234', undefined],
    ['1234', undefined],
  ] as const) {
    if (kept) t.equal(readStationPhone(typed), kept, typed);
    else if (typed.startsWith('+86 010')) t.equal(readStationPhone(typed), '010-65551234', typed);
    else t.throws(() => readStationPhone(typed), { code: 'station_phone_invalid' }, typed);
  }
});

t.test('the community prepares a station, and the street opens it with the six 有', async (t) => {
  const town = await testTown(t, { worker: false });
  const { committee, street } = await people(town);
  const { status, body: made } = await enter(committee, { met: ['venue', 'team'] });
  t.equal(status, 201);
  t.match(made, { state: 'preparing', openNow: false, regionName: /./, phone: '022-27301234' });
  t.same(made.missing, ['projects', 'facilities', 'rules', 'signs']);
  t.same(made.may, ['station.edit'], 'the committee edits and does not decide');
  t.same((await read(street, made.id)).may, ['station.edit', 'station.decide']);
  const stranger = town.stranger();
  t.equal((await read(stranger, made.id)).code, 'station_unknown', 'not public yet');
  const early = await decide(street, made.id, 'open');
  t.match(early, { status: 409, body: { code: 'station_items_missing' } });
  t.match(early.body.text, {
    'zh-CN': /有项目、有设施、有制度、有标识/,
    en: /projects, facilities/,
  });
  t.match(await decide(committee, made.id, 'open'), { status: 403 });
  const place = { latitude: 39.12561, longitude: 117.19022 };
  t.match(await edit(committee, made.id, { place }), { status: 200, body: { place } });
  t.match(await decide(street, made.id, 'open'), { status: 201, body: { state: 'open' } });
  t.match(await read(stranger, made.id), { state: 'open', missing: [], may: [] });
  const lost = await edit(committee, made.id, { met: all.slice(1) });
  t.match(lost, { status: 409, body: { code: 'station_items_missing' } }, 'not while it is open');

  const { body: own } = await enter(street, { name: '街道站' });
  t.match(await decide(street, own.id, 'open'), { status: 403, body: { code: 'self_review' } });
});

t.test('only what the state allows is decided', async (t) => {
  const town = await testTown(t, { worker: false });
  const { committee, street } = await people(town);
  const { body: made } = await enter(committee);
  const steps: [string, string | undefined, number, string][] = [
    ['suspend', '整改', 409, 'preparing'],
    ['open', undefined, 201, 'open'],
    ['open', undefined, 409, 'open'],
    ['suspend', undefined, 400, 'open'],
    ['suspend', '消防整改', 201, 'suspended'],
    ['suspend', '消防整改', 409, 'suspended'],
    ['open', undefined, 201, 'open'],
    ['close', undefined, 400, 'open'],
    ['close', '合并到新站', 201, 'closed'],
    ['open', undefined, 409, 'closed'],
    ['close', '合并到新站', 409, 'closed'],
  ];
  for (const [decision, reason, status, state] of steps) {
    const answer = await decide(street, made.id, decision, reason);
    t.equal(answer.status, status, `${decision}, then ${state}`);
    if (status === 409) t.equal(answer.body.code, 'station_state_wrong');
    const now = await read(street, made.id);
    t.equal(now.state, state);
    t.equal(now.reason !== null, state === 'suspended' || state === 'closed', 'a reason');
  }
  t.match(await edit(committee, made.id), { status: 409, body: { code: 'station_state_wrong' } });
  t.equal((await enter(committee)).status, 201, 'a closed one leaves its name');
  const nobody = '019ab0c4-7a5e-7c1d-9b7e-2f6d3c5b1a00';
  t.match(await decide(street, nobody, 'open'), { status: 404, body: { code: 'station_unknown' } });
});

t.test('what does not fit is refused by the name of its field', async (t) => {
  const town = await testTown(t, { worker: false });
  const { committee, street } = await people(town);
  await enter(committee);
  const cases: [Record<string, unknown>, number, string, string][] = [
    [{}, 409, 'station_name_taken', '/name'],
    [{ region: '120101004999' }, 403, 'not_allowed', ''],
    [{ name: '二', region: community }, 400, 'bad_request', '/name'],
    [{ place: { latitude: 39.1 } }, 400, 'bad_request', '/place'],
    [{ place: { latitude: 39.1, longitude: 181 } }, 400, 'bad_request', '/place/longitude'],
    [{ phone: '13912345678' }, 422, 'station_phone_invalid', '/phone'],
    [{ openingHours: [{ day: 8, from: '09:00', to: '10:00' }] }, 400, 'bad_request', '/day'],
    [{ openingHours: [{ day: 1, from: '9:00', to: '10:00' }] }, 400, 'bad_request', '/from'],
    [
      { openingHours: [...weekdays, { day: 1, from: '16:00', to: '18:00' }] },
      ...([422, 'station_hours_wrong', '/openingHours/2'] as const),
    ],
    [{ met: ['venue', 'venue'] }, 400, 'bad_request', '/met'],
    [{ met: ['kitchen'] }, 400, 'bad_request', '/met'],
  ];
  for (const [rest, status, code, pointer] of cases) {
    const answer = await enter(committee, rest);
    t.match(answer, { status, body: { code } }, JSON.stringify(rest));
    if (pointer) t.match(JSON.stringify(answer.body), pointer);
  }
  const gone = await enter(street, { region: '120101004999' });
  t.match(gone, { status: 422, body: { code: 'organisation_region_unknown' } });
});

t.test('the directory is by area and public; what is prepared only its desks see', async (t) => {
  const town = await testTown(t, { worker: false });
  const { committee, street } = await people(town);
  const { body: prepared } = await enter(committee);
  const ids = async (by: Client, query: string) => {
    const { body } = await by.call('GET', `/v1/stations?${query}`);
    return (body.items as { id: string }[]).map(({ id }) => id);
  };
  const here = town.plan.stations.find(({ region }) => region === community);
  const stranger = town.stranger();
  t.same(await ids(stranger, `region=${community}`), here ? [here.id] : []);
  t.same(await ids(stranger, 'region=120102'), []);
  t.same(await ids(stranger, 'state=preparing'), [], 'not for everybody');
  t.ok((await ids(stranger, 'limit=100')).length >= 4, 'the stations of the town are open');
  t.same(await ids(committee, 'view=area&state=preparing'), [prepared.id]);
  t.ok((await ids(street, 'view=area&region=120101004')).includes(prepared.id));
  t.same(await ids(street, 'view=area&region=120102'), [], 'not beyond one’s area');
  const manager = await town.signIn(phones.station(1));
  t.same(await ids(manager, 'view=area'), [town.plan.stations[0]!.id], 'one’s own');
  const first = await stranger.call('GET', '/v1/stations?limit=1');
  const second = `/v1/stations?limit=100&cursor=${first.body.nextCursor}`;
  const rest = (await stranger.call('GET', second)).body.items.map(({ id }: { id: string }) => id);
  t.notOk(rest.includes(first.body.items[0].id), 'pages do not repeat');
  t.match(await stranger.call('GET', '/v1/stations?view=area'), { status: 401 });
  const volunteer = await town.signIn(phones.volunteer(1));
  t.match(await volunteer.call('GET', '/v1/stations?view=area'), { status: 403 });
});

t.test(
  'only an open station publishes, and one with published activities is not closed',
  async (t) => {
    const town = await testTown(t);
    const street = await town.signIn(desks.street);
    const station = await town.signIn(phones.station(1));
    const { id } = town.plan.stations[0]!;
    const refused = { status: 409, body: { code: 'station_not_open' } };
    const submit = async () => station.call('POST', '/v1/activities', draft(await town.now()));

    const { body: waiting } = await submit();
    const { body: returned } = await submit();
    const review = (activity: string, body: Record<string, unknown>) =>
      street.call('POST', `/v1/activities/${activity}/approvals`, body);
    await review(returned.id, { decision: 'return', reason: '请补充' });
    const running = await published(town, { station, streetOffice: street });
    await decide(street, id, 'suspend', '消防整改');
    t.match(await submit(), refused, 'nothing new');
    const mended = draft(await town.now());
    t.match(await station.call('PUT', `/v1/activities/${returned.id}`, mended), refused);
    t.match(await review(waiting.id, { decision: 'approve' }), refused);
    t.match(await review(waiting.id, { decision: 'return', reason: '站点整改' }), { status: 201 });

    const volunteer = await town.signIn(phones.volunteer(1));
    const { body: signUp } = await volunteer.call('POST', `/v1/activities/${running}/sign-ups`);
    const admitted = { signUpIds: [signUp.id] };
    await station.call('POST', `/v1/activities/${running}/admissions`, admitted);
    t.match(await comeOrGo(station, volunteer, running, 'check_in'), { status: 201 }, 'it goes on');
    const early = await decide(street, id, 'close', '合并');
    t.match(early, { status: 409, body: { code: 'station_activities_open' } });
    const settled = await station.call(
      'POST',
      '/v1/settlements',
      { activityId: running },
      { 'idempotency-key': 'last' },
    );
    t.equal(settled.status, 201);
    await until(
      () => station.call('GET', `/v1/settlements/${settled.body.id}`),
      ({ body }) => body.state === 'settled',
    );
    t.match(await decide(street, id, 'close', '合并'), { status: 201, body: { state: 'closed' } });
    await until(
      () => station.call('GET', '/v1/me'),
      ({ status }) => status === 401,
    );
    await station.renew();
    t.match(await submit(), { status: 403 }, 'nobody manages a closed station');
    const scopes = await street.call('GET', '/v1/role-scopes?role=station_manager&limit=100');
    const offered = scopes.body.items.map(({ scope }: { scope: string }) => scope);
    t.notOk(offered.includes(id), 'nor is anybody made its manager');
    const grant = { phone: '13912345670', role: 'station_manager', scope: id };
    const given = await street.call('POST', '/v1/role-grants', grant);
    t.match(given, { status: 422, body: { code: 'scope_unknown' } });
  },
);

t.test('a station closes or publishes, whoever is first, never both', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const station = await town.signIn(phones.station(1));
  const { id } = town.plan.stations[0]!;
  const { body: activity } = await station.call('POST', '/v1/activities', draft(await town.now()));
  const [approved, closed] = await Promise.all([
    street.call('POST', `/v1/activities/${activity.id}/approvals`, { decision: 'approve' }),
    decide(street, id, 'close', '合并'),
  ]);
  t.same([approved.status, closed.status].sort(), [201, 409]);
});

t.test('the database repeats what a station is', async (t) => {
  const town = await testTown(t, { worker: false });
  const { id } = town.plan.stations[0]!;
  const set = (change: string) =>
    town.database.ownerDb
      .execute(sql.raw(`UPDATE organisations.station SET ${change} WHERE id = '${id}'`))
      .then(() => 'done', violatedConstraint);
  for (const [change, constraint] of [
    ["met = '{venue}'", 'station_open'],
    ["state = 'suspended'", 'station_reason'],
    ["reason = '整改'", 'station_reason'],
    ["state = 'shut', reason = NULL", 'station_state'],
    ["state = 'preparing', met = '{kitchen}'", 'station_met'],
    ["phone = '13912345678'", 'station_phone'],
    ['decided_by = (SELECT id FROM people.person LIMIT 1)', 'station_decided'],
    ["region = '120101004'", 'station_region_length'],
  ] as const)
    t.equal(await set(change), constraint, change);
});
