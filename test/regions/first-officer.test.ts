import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { appointFirstOfficer } from '../../src/grants/index.ts';
import { serveOfficersDesk } from '../../src/officers-desk.ts';
import { serveRegionsDesk } from '../../src/regions-desk.ts';
import { testCity } from '../support/city.ts';
import { enrol } from '../support/staff.ts';

const first = { name: '李明', phone: '13912340001' };
const second = { name: '王芳', phone: '13912340002' };

async function loadedCity(t: Test) {
  const city = await testCity(t, 429004);
  await serveRegionsDesk(city.deps, ['load'], () => {});
  return { ...city, appoint: (who = first) => appointFirstOfficer(city.deps, 429004, who) };
}

t.test(
  'the first officer signs in with the code of the console, enrols and appoints',
  async (t) => {
    const city = await loadedCity(t);
    const { code } = await city.appoint();
    const officer = city.stranger();
    // Nobody can be sent a code, and asking for one so soon does not take the one from the console away.
    const sent = await officer.call('POST', '/v1/sign-in-codes', { phone: first.phone });
    t.match(sent, { status: 429, body: { code: 'code_requested_too_often' } });
    const opened = await officer.call('POST', '/v1/sessions', { phone: first.phone, code });
    t.equal(opened.status, 201);
    t.same(opened.body.person.roles, [], 'the role waits for the second factor');
    t.match(opened.body.person.staff.withheld, [{ role: 'security_administrator' }]);
    await enrol(city, officer);
    await officer.renew();
    const body = { phone: second.phone, role: 'city_civil_affairs', scope: '429004' };
    t.equal((await officer.call('POST', '/v1/role-grants', body)).status, 201);
    const { body: held } = await officer.call('GET', '/v1/role-grants?view=mine');
    t.match(held.items, [
      { role: 'security_administrator', scopeName: '仙桃市', grantedBy: null, validTo: null },
    ]);
    const again = city.stranger();
    const spent = await again.call('POST', '/v1/sessions', { phone: first.phone, code });
    t.match(spent, { body: { code: 'sign_in_code_wrong' } }, 'the code works once');
    await t.rejects(city.appoint(), { code: 'first_officer_exists' }, 'not even oneself');
    await t.rejects(city.appoint(second), { code: 'first_officer_exists' });
  },
);

t.test('until the first officer has enrolled, only they get another code', async (t) => {
  const city = await loadedCity(t);
  const before = await city.appoint();
  await t.rejects(city.appoint(second), { code: 'first_officer_exists' });
  const after = await city.appoint();
  const visitor = city.stranger();
  const enter = (code: string) =>
    visitor.call('POST', '/v1/sessions', { phone: first.phone, code });
  if (before.code !== after.code)
    t.match(await enter(before.code), { body: { code: 'sign_in_code_wrong' } });
  t.equal((await enter(after.code)).status, 201);
  const { body } = await visitor.call('GET', '/v1/role-grants?view=mine');
  t.equal(body.items.length, 1, 'the role was given once');
});

t.test('two consoles at once make one first officer', async (t) => {
  const city = await loadedCity(t);
  const tries = await Promise.allSettled([city.appoint(first), city.appoint(second)]);
  t.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  const refused = tries.find(({ status }) => status === 'rejected');
  t.match(refused, { reason: { code: 'first_officer_exists' } });
});

t.test('who the first officer is, is said in full', async (t) => {
  const city = await testCity(t, 429004);
  const appoint = (who: Partial<typeof first>) =>
    appointFirstOfficer(city.deps, 429004, { ...first, ...who });
  await t.rejects(appoint({}), { code: 'book_without_city' });
  await t.rejects(appoint({ name: ' 李 ' }), { code: 'officer_name_missing' });
  await t.rejects(appoint({ name: '李'.repeat(31) }), { code: 'officer_name_missing' });
  await t.rejects(appoint({ phone: '12345' }), { code: 'phone_invalid' });
});

t.test('the only security administrator comes back at the console', async (t) => {
  const city = await loadedCity(t);
  const lines: string[] = [];
  const reset = (phone: string) =>
    serveOfficersDesk(city.deps, ['reset', '--phone', phone], (line) => lines.push(line));
  await city.appoint();
  t.notOk(await reset(first.phone), 'who has never enrolled gets a new code as the first did');
  const officer = await city.signInOfficer(first.phone);
  const give = { phone: second.phone, role: 'auditor', scope: '429004' };
  t.equal((await officer.call('POST', '/v1/role-grants', give)).status, 201);
  for (const phone of [second.phone, '13912340099', '12345'])
    t.notOk(await reset(phone), `${phone}: nobody else`);
  t.match(lines.splice(0).join('\n'), /没有|手机号/);

  t.ok(await reset(first.phone));
  t.equal((await officer.renew()).status, 401, 'all sessions have ended');
  const said = lines.join('\n');
  const code = /signing in: (\d{6})/.exec(said)![1];
  const resetCode = /enrol with: ([0-9a-f-]+)/.exec(said)![1];
  const again = city.stranger();
  const opened = await again.call('POST', '/v1/sessions', { phone: first.phone, code });
  t.match(opened, { status: 201, body: { person: { roles: [], staff: { resetPending: true } } } });
  const begin = (rest: object) =>
    again.call('POST', '/v1/staff-enrolments', { password: 'Storch-und-Reiher-8', ...rest });
  t.match(await begin({}), { status: 403, body: { code: 'reset_code_needed' } });
  t.equal((await begin({ resetCode })).status, 201);
  const rows = await city.database.ownerDb.execute(
    sql`SELECT person_id, changes->'reason'->>1 AS reason FROM audit.entry WHERE action = 'credential.reset'`,
  );
  t.match([...rows], [{ person_id: null, reason: /控制台/ }], 'it is in the log');
});
