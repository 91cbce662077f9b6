import { sql } from 'drizzle-orm';
import t from 'tap';
import { codeOf, enrol, goodPassword, nextCode, passSeconds, setRules } from '../support/staff.ts';
import { phones } from '../support/steps.ts';
import { type Client, type TestTown, testTown, until } from '../support/town.ts';

const phone = phones.streetOffice;
const guard = '13808000001';
const hour = 3600;

const reset = (by: Client, rest: object = {}) =>
  by.call('POST', '/v1/credential-resets', { phone, reason: '手机遗失，本人持证到场', ...rest });

/** A street office that has enrolled, and whoever may reset it. */
async function enrolled(t: Parameters<typeof testTown>[0]) {
  const town = await testTown(t, { worker: false });
  const office = await town.signIn(phone);
  const { secret } = await enrol(town, office);
  return { town, office, secret, security: await town.signIn(guard) };
}

/** The phone once more, a minute later. */
async function byPhone(town: TestTown): Promise<Client> {
  await passSeconds(town, 61);
  return town.signIn(phone);
}

const begin = (client: Client, resetCode?: string) =>
  client.call('POST', '/v1/staff-enrolments', {
    ...{ password: 'Storch-und-Reiher-8', ...(resetCode === undefined ? {} : { resetCode }) },
  });

t.test('who has lost both factors enrols anew with the code that was handed over', async (t) => {
  const { town, office, secret, security } = await enrolled(t);
  const done = await reset(security);
  t.match(done, { status: 201, headers: { 'cache-control': 'no-store' }, body: { told: true } });
  const { resetCode } = done.body;
  t.match(resetCode, /^([0-9a-f]{5}-){3}[0-9a-f]{5}$/);

  t.equal((await office.renew()).status, 401, 'all sessions have ended');
  await until(
    async () => (await office.call('GET', '/v1/me')).status,
    (status) => status === 401,
    10,
  );
  const old = { phone, password: goodPassword, code: await nextCode(town, secret) };
  t.match(await town.stranger().call('POST', '/v1/staff-sessions', old), {
    ...{ status: 401, body: { code: 'staff_sign_in_wrong' } },
  });
  const mails = await security.call('GET', `/v1/development-messages?phone=${phone}`);
  t.match(mails.body.items[0].text, /安全管理员重置/, 'the person is told');

  const again = await byPhone(town);
  const me = (await again.call('GET', '/v1/me')).body;
  t.match([me.roles, me.staff], [[], { enrolled: false, resetPending: true }]);
  t.match(await begin(again), { status: 403, body: { code: 'reset_code_needed' } });
  t.match(await begin(again, '00000-00000-00000-00000'), {
    ...{ status: 422, body: { code: 'reset_code_wrong', errors: [{ pointer: '/resetCode' }] } },
  });
  const begun = await begin(again, resetCode.toUpperCase());
  t.equal(begun.status, 201);
  const code = codeOf(begun.body.secret, await town.now());
  t.equal((await again.call('POST', '/v1/staff-enrolment-confirmations', { code })).status, 201);
  t.match((await again.renew()).body.person, {
    ...{ roles: [{ role: 'street_office' }], staff: { enrolled: true, resetPending: false } },
  });
  const entries = await town.database.ownerDb.execute<{ person: string; changes: object }>(
    sql`SELECT person_id AS person, changes FROM audit.entry WHERE action = 'credential.reset'`,
  );
  t.match(entries, [
    { person: security.personId, changes: { reason: [null, '手机遗失，本人持证到场'] } },
  ]);
  t.notMatch(JSON.stringify(entries), resetCode);
});

t.test('a code holds for its time and until it was used, and the newest alone', async (t) => {
  const { town, security } = await enrolled(t);
  await setRules(town, { 'staff_reset.valid_h': 1 });
  const first = (await reset(security)).body.resetCode;
  const { resetCode, expiresAt } = (await reset(security)).body;
  t.equal(new Date(expiresAt).getTime() - (await town.now()).getTime() <= hour * 1000, true);
  const office = await byPhone(town);
  t.equal((await begin(office, first)).status, 422, 'another was made');
  await passSeconds(town, hour - 120);
  t.equal((await begin(office, resetCode)).status, 201, 'and may be begun anew');
  await passSeconds(town, 61);
  t.match(await begin(office, resetCode), { status: 422, body: { code: 'reset_code_wrong' } });
  t.match((await office.renew()).body.person.roles, [], 'roles stay withheld');
});

t.test('nobody is reset by themselves, without a reason, or without being staff', async (t) => {
  const { town, office, security } = await enrolled(t);
  await enrol(town, security);
  t.match(await reset(security, { phone: guard }), { status: 403, body: { code: 'self_review' } });
  t.match(await reset(security, { reason: '   ' }), { status: 400 });
  for (const other of [phones.volunteer(1), phones.station(1), '13899999999'])
    t.match(
      await reset(security, { phone: other }),
      { status: 404, body: { code: 'reset_unknown', errors: [{ pointer: '/phone' }] } },
      other,
    );
  t.match(await reset(security, { phone: '12' }), { status: 400 });
  t.match(await reset(office, { phone: guard }), { status: 403, body: { code: 'not_allowed' } });
});
