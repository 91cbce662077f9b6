import { sql } from 'drizzle-orm';
import t from 'tap';
import { dateInChina, plusSeconds } from '../../src/kit/clock.ts';
import { endDivision, resumeDivision } from '../../src/regions/index.ts';
import { community, desks, newcomer, setRules } from '../registration/desks.ts';
import { draft, phones } from '../support/steps.ts';
import { type TestTown, testTown } from '../support/town.ts';

const book = 120000;
/** The home street of the demonstration, and two beside it. */
const [street, successor, last] = ['120101004', '120101001', '120101002'];
const officerPhone = '13912340031';

const end = async ({ deps, now }: TestTown, code: string, next: string, days = 0) =>
  endDivision(deps, book, {
    ...{ code, successor: next },
    on: dateInChina(plusSeconds(await now(), days * 86_400)),
  });

/** A town whose district has appointed somebody for another street than the home street. */
async function townWithOfficer(t: Parameters<typeof testTown>[0], scope: string) {
  const town = await testTown(t, { worker: false });
  const district = await town.signIn(desks.district);
  const grant = { phone: officerPhone, role: 'street_office', scope };
  t.match(await district.call('POST', '/v1/role-grants', grant), { status: 201 });
  return { town, officer: await town.signIn(officerPhone) };
}

t.test('whoever answers for a street answers for those that it took the place of', async (t) => {
  const { town, officer } = await townWithOfficer(t, successor!);
  const station = await town.signIn(phones.station(1));
  const { body: activity } = await station.call('POST', '/v1/activities', draft(await town.now()));
  const approve = () =>
    officer.call('POST', `/v1/activities/${activity.id}/approvals`, { decision: 'approve' });
  t.match(await approve(), { status: 404 }, 'it is not theirs');
  await end(town, street!, successor!);
  t.match(await approve(), { status: 404 }, 'until the next token');
  await officer.renew();
  const { body: me } = await officer.call('GET', '/v1/me');
  t.match(me.roles, [
    { role: 'street_office', scope: successor, scopeName: '劝业场街道' },
    { role: 'street_office', scope: street, scopeName: '新兴街道' },
  ]);
  t.match(await approve(), { status: 201 });
  const { body } = await officer.call('GET', '/v1/volunteers');
  t.ok(body.items.length > 0, 'and whoever lives there is in the list');
  await resumeDivision(town.deps, book, street!);
  await officer.renew();
  t.equal((await officer.call('GET', '/v1/me')).body.roles.length, 1, 'not when it is taken back');
});

t.test('what was taken over goes on to the next, from its day on', async (t) => {
  const { town, officer } = await townWithOfficer(t, last!);
  await setRules(town, { 'volunteer.approval_steps': 1 });
  await newcomer(town, '13912340032', { residenceRegion: community });
  const scopes = async () => {
    await officer.renew();
    const { body } = await officer.call('GET', '/v1/me');
    return body.roles.map(({ scope }: { scope: string }) => scope);
  };
  await end(town, street!, successor!);
  await end(town, successor!, last!, 1);
  t.same(await scopes(), [last], 'it ends tomorrow');
  await town.moveTo(plusSeconds(await town.now(), 86_400));
  const again = await town.signIn(officerPhone);
  const { body } = await again.call('GET', '/v1/me');
  t.same(
    body.roles.map(({ scope }: { scope: string }) => scope),
    [last, successor, street],
  );
  const waiting = await again.call('GET', '/v1/volunteers?state=submitted');
  t.match(waiting.body.items, [{ residenceRegion: community }]);
});

t.test('a station moves out of a community that has ended', async (t) => {
  const town = await testTown(t, { worker: false });
  const office = await town.signIn(desks.street);
  const station = await town.signIn(phones.station(1));
  const beside = '120101004003';
  const { scope: id } = (await station.call('GET', '/v1/me')).body.roles.find(
    ({ role }: { role: string }) => role === 'station_manager',
  );
  const { body: before } = await office.call('GET', `/v1/stations/${id}`);
  const ended = before.region;
  const move = (region: string) =>
    office.call('PUT', `/v1/stations/${id}`, {
      ...{ name: before.name, address: '新兴里 2 号', openingHours: before.openingHours },
      ...{ services: before.services, met: before.met, region },
    });
  await end(town, ended, ended === beside ? community : beside);
  const published = () =>
    town.now().then((now) => station.call('POST', '/v1/activities', draft(now)));
  t.match(await published(), { status: 422, body: { code: 'division_ended' } });
  t.match(await move('120102001001'), { status: 403, body: { code: 'not_allowed' } });
  t.match(await move('120101004999'), {
    status: 422,
    body: { code: 'organisation_region_unknown' },
  });
  const to = ended === beside ? community : beside;
  t.match(await move(to), { status: 200, body: { region: to } });
  t.match(await published(), { status: 201, body: { region: to } });
  const grants = await town.database.ownerDb.execute(
    sql`SELECT DISTINCT region FROM access.role_grant WHERE scope = ${id}`,
  );
  t.same(grants, [{ region: to }], 'its roles go with it');
});
