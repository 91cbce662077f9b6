import { sql } from 'drizzle-orm';
import t from 'tap';
import { codeOf, enrol, goodPassword, nextCode, passSeconds, setRules } from '../support/staff.ts';
import { phones } from '../support/steps.ts';
import { type Client, testTown, until } from '../support/town.ts';

const phone = phones.streetOffice;
const minute = 60;
const day = 24 * 60 * minute;

const enter = (client: Client, code: string, rest: Record<string, unknown> = {}) =>
  client.call('POST', '/v1/staff-sessions', { phone, password: goodPassword, code, ...rest });

/** A street office with both factors, signed out. */
async function enrolledTown(t: Test) {
  const town = await testTown(t, { worker: false });
  const office = await town.signIn(phone);
  return { town, office, ...(await enrol(town, office)) };
}
type Test = Parameters<typeof testTown>[0];

t.test('who has enrolled gets staff roles only with both factors', async (t) => {
  const { town, office, secret, recoveryCodes } = await enrolledTown(t);
  t.equal(recoveryCodes.length, 10);
  t.equal(new Set(recoveryCodes).size, 10);
  const renewed = await office.renew();
  t.match(renewed.body.person, { roles: [{ role: 'street_office' }], staff: { withheld: [] } });
  t.ok(renewed.body.idleSeconds <= 15 * minute, 'the session that enrolled has shown both');

  await passSeconds(town, 61);
  const byPhone = await town.signIn(phone);
  const me = (await byPhone.call('GET', '/v1/me')).body;
  t.same(me.roles, []);
  t.match(me.staff, { enrolled: true, withheld: [{ role: 'street_office' }] });
  t.notOk(me.may.includes('activity.review'));
  const reviewed = await byPhone.call('GET', '/v1/role-grants?view=area');
  t.match(reviewed, { status: 403, body: { code: 'not_allowed' } });
  t.match(await byPhone.call('POST', '/v1/staff-enrolments', { password: goodPassword }), {
    ...{ status: 409, body: { code: 'already_enrolled' } },
  });

  const staff = town.stranger();
  const opened = await enter(staff, await nextCode(town, secret));
  t.match(opened, { status: 201, body: { person: { roles: [{ role: 'street_office' }] } } });
  t.equal((await staff.call('GET', '/v1/role-grants?view=area')).status, 200);
});

t.test('from the first day staff roles need both factors where the rule set says so', async (t) => {
  const town = await testTown(t, { worker: false });
  await setRules(town, { 'sign_in.second_factor_from_first_day': true });
  const office = await town.signIn(phone);
  const me = (await office.call('GET', '/v1/me')).body;
  t.match([me.roles, me.staff], [[], { enrolled: false, withheld: [{ role: 'street_office' }] }]);
  await enrol(town, office);
  t.match((await office.renew()).body.person.roles, [{ role: 'street_office' }]);

  const shop = await town.signIn(phones.merchant(1));
  t.match((await shop.call('GET', '/v1/me')).body, { roles: [{ role: 'merchant' }], staff: null });
  t.match(await shop.call('POST', '/v1/staff-enrolments', { password: goodPassword }), {
    ...{ status: 403, body: { code: 'not_staff' } },
  });
  t.match(await shop.call('POST', '/v1/staff-enrolment-confirmations', { code: '123456' }), {
    ...{ status: 409, body: { code: 'enrolment_not_begun' } },
  });
});

t.test('enrolment holds from the first right code, and may be begun anew until then', async (t) => {
  const town = await testTown(t, { worker: false });
  const office = await town.signIn(phone);
  const begin = (password: string) => office.call('POST', '/v1/staff-enrolments', { password });
  const confirm = (code: string) =>
    office.call('POST', '/v1/staff-enrolment-confirmations', { code });
  const first = await begin(goodPassword);
  t.match(first.body.uri, /^otpauth:\/\/totp\/.*138\*{4}0001.*secret=/);
  const second = await begin('Storch-und-Reiher-8');
  t.not(second.body.secret, first.body.secret);
  t.match(await confirm(codeOf(first.body.secret, await town.now())), {
    ...{ status: 422, body: { code: 'authenticator_code_wrong' } },
  });
  t.match((await office.renew()).body.person.staff, { enrolled: false, withheld: [] });
  t.equal((await confirm(codeOf(second.body.secret, await town.now()))).status, 201);
  const staff = town.stranger();
  const code = await nextCode(town, second.body.secret);
  t.equal((await enter(staff, code)).status, 401, 'the password of the first beginning');
  t.equal((await enter(staff, code, { password: 'Storch-und-Reiher-8' })).status, 201);
});

t.test('a code of the authenticator works once, and a recovery code too', async (t) => {
  const { town, secret, recoveryCodes } = await enrolledTown(t);
  const wrong = { status: 401, body: { code: 'staff_sign_in_wrong' } };
  t.match(await enter(town.stranger(), codeOf(secret, await town.now())), wrong, 'it confirmed');
  const code = await nextCode(town, secret);
  t.equal((await enter(town.stranger(), code)).status, 201);
  t.match(await enter(town.stranger(), code), wrong, 'again');
  const at = await town.now();
  await passSeconds(town, 30);
  t.match(
    await enter(town.stranger(), codeOf(secret, at)),
    wrong,
    'again, in the next half minute',
  );
  const twice = await nextCode(town, secret);
  const both = await Promise.all([enter(town.stranger(), twice), enter(town.stranger(), twice)]);
  t.same(both.map(({ status }) => status).sort(), [201, 401], 'of two at once one');

  const spare = recoveryCodes[3]!;
  t.equal((await enter(town.stranger(), spare.toUpperCase())).status, 201);
  t.match(await enter(town.stranger(), spare), wrong, 'again');
  t.match(await enter(town.stranger(), '00000-00000-00000-00000'), wrong);
  t.equal((await enter(town.stranger(), recoveryCodes[4]!)).status, 201, 'the others still work');
});

t.test('five failures lock staff sign-in for 30 minutes, known phone or not', async (t) => {
  const { town, secret } = await enrolledTown(t);
  const unknown = '13899999999';
  for (const who of [phone, unknown]) {
    for (let tries = 1; tries <= 5; tries++) {
      const answer = await enter(town.stranger(), '000000', { phone: who, password: 'x' });
      t.match(answer, { status: 401, body: { code: 'staff_sign_in_wrong' } }, `${who} ${tries}`);
    }
    const locked = await enter(town.stranger(), codeOf(secret, await town.now()), { phone: who });
    t.match(locked, { status: 429, body: { code: 'staff_sign_in_locked' } });
    t.equal(Number(locked.headers['retry-after']), 30 * minute, 'to the second');
  }
  await passSeconds(town, 30 * minute - 31);
  t.equal(
    (await enter(town.stranger(), await nextCode(town, secret))).status,
    429,
    'a second early',
  );
  await passSeconds(town, 2);
  t.equal((await enter(town.stranger(), await nextCode(town, secret))).status, 201);
  for (let tries = 1; tries <= 4; tries++) await enter(town.stranger(), '000000');
  t.equal((await enter(town.stranger(), await nextCode(town, secret))).status, 201);
  for (let tries = 1; tries <= 4; tries++) await enter(town.stranger(), '000000');
  t.equal(
    (await enter(town.stranger(), await nextCode(town, secret))).status,
    201,
    'success forgives',
  );
});

t.test('of many tries at once no more than five are checked', async (t) => {
  const { town } = await enrolledTown(t);
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => enter(town.stranger(), '000000', { password: 'x' })),
  );
  const codes = answers.map(({ body }) => body.code);
  t.equal(codes.filter((code) => code === 'staff_sign_in_wrong').length, 5);
  t.equal(codes.filter((code) => code === 'staff_sign_in_locked').length, 7);
});

t.test('known and unknown phones get the same answer to the byte', async (t) => {
  const { town, secret } = await enrolledTown(t);
  const asked = [
    { phone, password: 'Falsch-Falsch-1', code: codeOf(secret, await town.now()) },
    { phone, password: goodPassword, code: '000000' },
    { phone: phones.station(1), password: goodPassword, code: '000000' },
    { phone: phones.volunteer(1), password: goodPassword, code: '000000' },
    { phone: '13899999998', password: goodPassword, code: '000000' },
  ];
  const bodies = new Set<string>();
  for (const body of asked) {
    const { requestId, ...rest } = (await town.stranger().call('POST', '/v1/staff-sessions', body))
      .body;
    bodies.add(JSON.stringify(rest));
  }
  t.equal(bodies.size, 1, [...bodies].join('\n'));
});

t.test('a password is changed after 90 days, and not back to the last five', async (t) => {
  const { town, office, secret } = await enrolledTown(t);
  await passSeconds(town, 90 * day - 5 * minute);
  t.equal((await enter(town.stranger(), await nextCode(town, secret))).status, 201);
  await passSeconds(town, 5 * minute);
  const code = await nextCode(town, secret);
  const expired = await enter(town.stranger(), code);
  t.match(expired, { status: 403, body: { code: 'password_expired' } });
  const again = await enter(town.stranger(), code, { newPassword: goodPassword });
  t.match(again, { status: 422, body: { code: 'password_used_before' } });
  const passwords = [goodPassword, ...[1, 2, 3, 4, 5].map((n) => `Reiher-am-Wasser-${n}`)];
  const staff = town.stranger();
  t.equal((await enter(staff, code, { newPassword: passwords[1] })).status, 201);
  const change = (password: string, newPassword: string) =>
    staff.call('PUT', '/v1/me/password', { password, newPassword });
  for (let n = 1; n < 5; n++) t.equal((await change(passwords[n]!, passwords[n + 1]!)).status, 204);
  for (const password of passwords.slice(1)) {
    t.match(await change(passwords[5]!, password), {
      ...{ status: 422, body: { code: 'password_used_before' } },
    });
  }
  t.equal((await change(passwords[5]!, goodPassword)).status, 204, 'the sixth before');
  t.match(await office.call('PUT', '/v1/me/password', { password: 'a', newPassword: 'b' }), {
    ...{ status: 403, body: { code: 'second_factor_required' } },
  });
});

t.test('a password is changed only with the present one and both factors', async (t) => {
  const { town, secret } = await enrolledTown(t);
  await passSeconds(town, 61);
  const byPhone = await town.signIn(phone);
  const asked = { password: goodPassword, newPassword: 'Reiher-am-Wasser-1' };
  t.match(await byPhone.call('PUT', '/v1/me/password', asked), {
    ...{ status: 403, body: { code: 'second_factor_required' } },
  });
  const staff = town.stranger();
  await enter(staff, await nextCode(town, secret));
  const wrong = { ...asked, password: 'Falsch-Falsch-1' };
  for (let tries = 1; tries <= 5; tries++)
    t.match(await staff.call('PUT', '/v1/me/password', wrong), {
      ...{ status: 422, body: { code: 'password_wrong' } },
    });
  t.match(await staff.call('PUT', '/v1/me/password', asked), {
    ...{ status: 429, body: { code: 'staff_sign_in_locked' } },
  });
});

t.test('how one signs in is in the log, and no secret with it', async (t) => {
  const { town, office, secret, recoveryCodes } = await enrolledTown(t);
  await enter(town.stranger(), '000000');
  const code = await nextCode(town, secret);
  await enter(town.stranger(), code);
  await enter(town.stranger(), recoveryCodes[0]!);
  const rows = await town.database.ownerDb.execute<{ action: string; text: string }>(
    sql`SELECT action, e::text AS text FROM audit.entry e ORDER BY at`,
  );
  const actions = new Set(rows.map(({ action }) => action));
  for (const action of [
    ...['staff_enrolment.make', 'staff_enrolment.confirm', 'session.refuse', 'session.open'],
    'recovery_code.use',
  ])
    t.ok(actions.has(action), action);
  const all = rows.map(({ text }) => text).join('\n');
  for (const word of [secret, goodPassword, recoveryCodes[0]!, code, phone])
    t.notOk(all.includes(word), 'no secret');
  t.ok(office.personId);
  const stored = await town.database.ownerDb.execute<{ text: string }>(sql`
    SELECT p::text || a::text AS text FROM sign_in.password p JOIN sign_in.authenticator a USING (book, person_id)`);
  t.match(stored[0]!.text, /argon2id\$v=19\$m=19456,t=2,p=1/);
  t.notOk(stored[0]!.text.includes(Buffer.from(secret).toString('hex')));
});

t.test('enrolling ends the sessions that the person has elsewhere', async (t) => {
  const town = await testTown(t, { worker: false });
  const elsewhere = await town.signIn(phone);
  await passSeconds(town, 61);
  const office = await town.signIn(phone);
  await enrol(town, office);
  t.match(await elsewhere.renew(), { status: 401, body: { code: 'session_ended' } });
  const answer = await until(
    () => elsewhere.call('GET', '/v1/me'),
    ({ status }) => status === 401,
    10,
  );
  t.equal(answer.body.code, 'session_ended');
  t.equal((await office.renew()).status, 201);
});
