import t, { type Test } from 'tap';
import { dateInChina, plusSeconds } from '../../src/kit/clock.ts';
import { divisionInForce, endDivision, resumeDivision } from '../../src/regions/index.ts';
import { decide, fileOrganisation, filingBody, first } from '../filings/forms.ts';
import { community, desks, newcomer, setRules } from '../registration/desks.ts';
import { draft, phones, registration } from '../support/steps.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';

const book = 120000;
/** The home street of the demonstration, and one beside it. */
const street = '120101004';
const successor = '120101001';
const daySeconds = 86_400;

const today = async (town: TestTown, days = 0) =>
  dateInChina(plusSeconds(await town.now(), days * daySeconds));

const end = async (town: TestTown, code = street, days = 0, next?: string) =>
  endDivision(town.deps, book, { code, on: await today(town, days), successor: next });

const codesOf = async (client: Client, query: string): Promise<string[]> => {
  const { status, body } = await client.call('GET', `/v1/regions?${query}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.items.map(({ code }: { code: string }) => code);
};

t.test('lists show what is in force on the day that is asked about', async (t) => {
  const town = await testTown(t, { worker: false });
  const anybody = town.stranger();
  const shown = async (query = '') =>
    (await codesOf(anybody, `parent=120101${query}`)).includes(street);
  const [yesterday, tomorrow] = [await today(town, -1), await today(town, 1)];
  const ended = await end(town, street, 1, successor);
  t.ok(ended.includes(street) && ended.includes(community), 'with all that lies in it');
  t.equal(await shown(), true, 'until its last day');
  t.equal(await shown(`&on=${tomorrow}`), false, 'not from the day on which it ends');
  t.equal(await shown(`&on=${tomorrow}&ended=true`), true, 'unless asked');
  await town.moveTo(plusSeconds(await town.now(), daySeconds));
  t.equal(await shown(), false);
  t.equal(await shown('&ended=true'), true);
  t.equal(await shown(`&on=${yesterday}`), true, 'it was there once');
  t.same(await codesOf(anybody, `parent=${street}`), [], 'nothing below it');
  const below = await codesOf(anybody, `parent=${street}&ended=true`);
  t.ok(below.includes(community));
  for (const query of ['on=2026-02-30', 'on=x', 'ended=perhaps', 'parent=1'])
    t.match(await anybody.call('GET', `/v1/regions?${query}`), { status: 400 }, query);
});

t.test(
  'what ended by itself, or was to end later, is so again after an end was taken back',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const anybody = town.stranger();
    const asked = async (code: string) => (await anybody.call('GET', `/v1/regions/${code}`)).body;
    const all = await codesOf(anybody, `parent=${street}`);
    const [first, second, third] = all as [string, string, string];
    const [next] = (await codesOf(anybody, `parent=${successor}`)) as [string];
    await end(town, first, 0, next);
    await end(town, second, 9, next);
    const ended = await end(town, street, 0);
    t.notOk(ended.includes(first), 'it had ended before');
    t.ok(ended.includes(second), 'earlier than it was to');
    const validTo = await today(town);
    t.same(await resumeDivision(town.deps, book, street), ended);
    t.match(await asked(first), { validTo, successor: { code: next } }, 'by itself');
    t.match(await asked(second), { validTo: await today(town, 9), successor: { code: next } });
    t.match(await asked(third), { validTo: null, successor: null });
    t.same(await resumeDivision(town.deps, book, second), [second]);
    t.match(await asked(second), { validTo: null, successor: null });
  },
);

t.test('a code that has ended still says what it was and what took its place', async (t) => {
  const town = await testTown(t, { worker: false });
  const anybody = town.stranger();
  const asked = async (code: string) => (await anybody.call('GET', `/v1/regions/${code}`)).body;
  t.match(await asked(street), {
    ...{ code: street, name: '新兴街道', level: 'street', kind: 'subdistrict', parent: '120101' },
    ...{ validFrom: null, validTo: null, successor: null, formerNames: [] },
  });
  await end(town, street, 0, successor);
  const validTo = await today(town);
  t.match(await asked(street), {
    ...{ name: '新兴街道', validTo, successor: { code: successor, name: '劝业场街道' } },
  });
  t.match(await asked(community), { level: 'community', validTo, successor: null });
  t.match(await asked('120000'), { name: '天津市', level: 'city', parent: null, kind: null });
  const none = await anybody.call('GET', '/v1/regions/120101999');
  t.match(none, { status: 404, body: { code: 'division_unknown' } });
});

t.test('what ended by mistake is put back, and nothing else', async (t) => {
  const town = await testTown(t, { worker: false });
  const [first, second] = ['120101004002', '120101004003'];
  await end(town, first, -1, second);
  const ended = await end(town);
  t.notOk(ended.includes(first), 'it had ended before');
  await t.rejects(resumeDivision(town.deps, book, second), { code: 'division_ended' });
  t.same(await resumeDivision(town.deps, book, street), ended);
  const left = await codesOf(town.stranger(), `parent=${street}`);
  t.ok(left.includes(second) && !left.includes(first));
  t.same(await resumeDivision(town.deps, book, first), [first]);
  await t.rejects(resumeDivision(town.deps, book, first), { code: 'division_not_ended' });
  await t.rejects(resumeDivision(town.deps, book, '120101999'), { code: 'division_unknown' });
  const log = await town.database.db.execute<{ action: string }>(
    "SELECT action FROM audit.entry WHERE object_kind = 'region' AND action <> 'region.load' ORDER BY at",
  );
  t.same(
    log.map(({ action }) => action),
    ['region.end', 'region.end', 'region.resume', 'region.resume'],
  );
});

t.test('an end that does not fit is refused', async (t) => {
  const town = await testTown(t, { worker: false });
  const ending = (rest: object) => async () =>
    endDivision(town.deps, book, { code: street, on: await today(town), ...rest });
  const cases: [object, string][] = [
    [{ code: '120101999' }, 'division_unknown'],
    [{ code: '120000' }, 'division_of_book'],
    [{ successor: street }, 'successor_unfit'],
    [{ successor: '120101001001' }, 'successor_unfit'],
    [{ successor: '120102' }, 'successor_unfit'],
    [{ successor: '310101002' }, 'successor_unfit'],
  ];
  for (const [rest, code] of cases) await t.rejects(ending(rest)(), { code }, JSON.stringify(rest));
  await end(town, successor, -5, street);
  await t.rejects(ending({ successor })(), { code: 'successor_unfit' }, 'it has ended itself');
  const before = await today(town, -6);
  await t.rejects(ending({ on: before })(), { code: 'successor_unfit' }, 'it took over later');
  await end(town);
  await t.rejects(end(town), { code: 'division_ended' });
  const { ownerDb } = town.database;
  await ownerDb.execute(
    `UPDATE regions.region SET valid_from = '2026-01-01' WHERE code = '120102001'`,
  );
  await t.rejects(ending({ code: '120102001', on: '2026-01-01' })(), {
    code: 'division_dates_wrong',
  });
});

/** Everybody whom the street needs, and what waits there when it ends. */
async function endedStreet(t: Test) {
  const town = await testTown(t, { worker: false });
  const street4 = await town.signIn(desks.street);
  const committee = await town.signIn(desks.committee);
  const station = await town.signIn(phones.station(1));
  const volunteer = await town.signIn(phones.volunteer(1));
  const applicant = await town.signIn('13912340020');
  await setRules(town, { 'volunteer.approval_steps': 1 });
  const waiting = await newcomer(town, '13912340021');
  const { body: filing } = await applicant.call('POST', '/v1/filings', filingBody());
  const asked = { field: 'residence_region', wanted: community, reason: '搬家' };
  const { body: correction } = await volunteer.call('POST', '/v1/corrections', asked);
  const { body: activity } = await station.call('POST', '/v1/activities', draft(await town.now()));
  await end(town);
  const desksThere = { street: street4, committee, station, volunteer, applicant };
  return { town, ...desksThere, waiting, filing, correction, activity };
}

t.test('nothing new is taken where a division has ended, by the name of the field', async (t) => {
  const { town, street: office, committee, station, volunteer, applicant } = await endedStreet(t);
  const district = await town.signIn(desks.district);
  const person = await town.signIn('13912340022');
  const grant = { phone: '13912340023', role: 'street_office', scope: street };
  const organisation = {
    ...{ kind: 'unit_team', type: 'mutual_aid', name: '邻里互助队', region: community },
    leaderPhone: '13912345678',
  };
  const assisted = { ...registration(), ground: '书面同意', phone: '13912340024' };
  const moved = { field: 'residence_region', wanted: '120101004003', reason: '搬家' };
  const cases: [string, Client, string, object, string][] = [
    ['registration', person, '/v1/volunteers', registration(), '/residenceRegion'],
    ['at the desk', committee, '/v1/assisted-registrations', assisted, '/residenceRegion'],
    ['filing', applicant, '/v1/filings', filingBody({ name: '另一支互助队' }), '/region'],
    ['organisation', office, '/v1/organisations', organisation, '/region'],
    ['grant', district, '/v1/role-grants', grant, '/scope'],
    ['activity', station, '/v1/activities', draft(await town.now()), '/stationId'],
  ];
  for (const [what, who, url, body, pointer] of cases) {
    const answer = await who.call('POST', url, body);
    t.match(answer, { status: 422, body: { code: 'division_ended', errors: [{ pointer }] } }, what);
  }
  const { body } = await town.stranger().call('GET', '/v1/regions?parent=120102001');
  const other = await town.signIn(phones.volunteer(2));
  const correction = await other.call('POST', '/v1/corrections', moved);
  t.match(correction, { status: 422, body: { code: 'division_ended' } });
  t.match(correction.body.errors, [{ pointer: '/wanted' }]);
  t.ok(body.items.length > 0);
  const scopes = await district.call('GET', '/v1/role-scopes?role=street_office&limit=100');
  const codes = scopes.body.items.map(({ scope }: { scope: string }) => scope);
  t.ok(codes.includes(successor) && !codes.includes(street), 'it is not offered');
  t.equal((await volunteer.call('GET', '/v1/volunteers/me')).status, 200);
});

t.test('what lies where a division has ended is read and dealt with as before', async (t) => {
  const there = await endedStreet(t);
  const { street: office, committee, waiting, filing, correction, activity } = there;
  const { body } = await office.call('GET', '/v1/volunteers?state=submitted');
  t.match(body.items, [{ residenceRegion: community }]);
  t.ok(body.items[0].residenceRegionName.length > 2, 'by its name');
  const decisions = `/v1/volunteers/${body.items[0].id}/decisions`;
  t.match(await committee.call('POST', decisions, { decision: 'approve' }), { status: 201 });
  await waiting.renew();
  t.match((await waiting.call('GET', '/v1/volunteers/me')).body, { state: 'active' });
  t.equal((await first(committee, filing.id)).status, 201);
  // A body that is established there now would be something new.
  const filed = await decide(office, filing.id);
  t.match(filed, { status: 422, body: { code: 'division_ended' } });
  const no = { decision: 'reject', reason: '该街道已撤销，请向新街道申请' };
  t.equal((await decide(office, filing.id, no)).status, 201);
  const approvals = `/v1/activities/${activity.id}/approvals`;
  t.equal((await office.call('POST', approvals, { decision: 'approve' })).status, 201);
  // To move there now is no longer possible, so the desk declines.
  const path = `/v1/corrections/${correction.id}/decisions`;
  t.match(await committee.call('POST', path, { decision: 'accept' }), {
    ...{ status: 422, body: { code: 'division_ended' } },
  });
  const declined = { decision: 'decline', reason: '该社区已撤销' };
  t.equal((await committee.call('POST', path, declined)).status, 201);
});

t.test('a filed body in a division that has ended still changes what is filed', async (t) => {
  const town = await testTown(t, { worker: false });
  const hands = {
    applicant: await town.signIn('13971000000'),
    committee: await town.signIn(desks.committee),
    street: await town.signIn(desks.street),
  };
  const id = await fileOrganisation(hands);
  await end(town);
  await hands.applicant.renew();
  const path = `/v1/organisations/${id}/changes`;
  const changed = await hands.applicant.call('POST', path, filingBody({ venue: '新活动室' }));
  t.equal(changed.status, 201);
});

t.test('an end waits for a registration that is under way', async (t) => {
  const town = await testTown(t, { worker: false });
  const now = await town.now();
  let ended: Promise<unknown> | undefined;
  let isOver = false;
  await town.deps.transact(async (tx) => {
    await divisionInForce(tx, book, community, { now, pointer: '' });
    ended = end(town, community).then(() => {
      isOver = true;
    });
    await new Promise((resume) => setTimeout(resume, 300));
    t.equal(isOver, false);
  });
  await ended;
  t.equal(isOver, true);
});
