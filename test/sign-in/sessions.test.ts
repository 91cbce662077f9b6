import t from 'tap';
import { plusSeconds } from '../../src/kit/clock.ts';
import { enrol, goodPassword, nextCode, passSeconds } from '../support/staff.ts';
import { phones } from '../support/steps.ts';
import { type Client, type TestTown, testTown, until } from '../support/town.ts';

const minute = 60;
const ended = { status: 401, body: { code: 'session_ended' } };

/** A second sign-in of the same phone has to wait for its code. */
async function signInAgain(town: TestTown, phone: string): Promise<Client> {
  await passSeconds(town, 61);
  return town.signIn(phone);
}

async function staffMember(town: TestTown) {
  const { secret } = await enrol(town, await town.signIn(phones.streetOffice));
  const staff = town.stranger();
  const code = await nextCode(town, secret);
  const opened = await staff.call('POST', '/v1/staff-sessions', {
    ...{ phone: phones.streetOffice, password: goodPassword, code },
  });
  if (opened.status !== 201) throw new Error(JSON.stringify(opened.body));
  return { staff, secret, opened };
}

t.test(
  'staff are signed out after 15 idle minutes and after eight hours (domain.md 12)',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const { staff, opened } = await staffMember(town);
    t.equal(opened.body.idleSeconds, 15 * minute);
    t.match(opened.headers['set-cookie'], /Max-Age=900;.*HttpOnly; SameSite=Strict/);
    const begun = await town.now();
    for (const renewal of [1, 2, 3]) {
      await passSeconds(town, 15 * minute - 2);
      t.equal((await staff.renew()).status, 201, `renewal ${renewal}`);
    }
    for (let hours = 1; hours < 8; hours++) {
      for (const part of [1, 2, 3, 4, 5]) {
        await town.moveTo(plusSeconds(begun, 45 * minute + ((hours - 1) * 5 + part) * 12 * minute));
        t.equal((await staff.renew()).status, 201, `hour ${hours}`);
      }
    }
    await town.moveTo(plusSeconds(begun, 479 * minute));
    const last = await staff.renew();
    t.ok(last.body.idleSeconds <= minute && last.body.expiresInSeconds <= minute, 'to eight hours');
    await town.moveTo(plusSeconds(begun, 480 * minute + 1));
    t.match(await staff.renew(), ended);

    const idle = await town.signIn(phones.station(1));
    await passSeconds(town, 15 * minute + 1);
    t.match(await idle.renew(), ended, 'idle');
  },
);

t.test('one’s own device stays signed in for 30 days, a shared one for 30 minutes', async (t) => {
  const town = await testTown(t, { worker: false });
  const phone = phones.volunteer(1);
  const own = await town.signIn(phone);
  await passSeconds(town, 30 * 86_400 - 2);
  t.equal((await own.renew()).status, 201);
  await passSeconds(town, 30 * 86_400 + 1);
  t.match(await own.renew(), ended);

  const visitor = town.stranger();
  await visitor.call('POST', '/v1/sign-in-codes', { phone });
  const mail = await visitor.call('GET', `/v1/development-messages?phone=${phone}`);
  const { code } = mail.body.items[0];
  const opened = await visitor.call('POST', '/v1/sessions', { phone, code, sharedDevice: true });
  t.equal(opened.body.idleSeconds, 30 * minute);
  await passSeconds(town, 30 * minute - 2);
  t.equal((await visitor.renew()).status, 201);
  await passSeconds(town, 30 * minute + 1);
  t.match(await visitor.renew(), ended);
});

t.test('people see where they are signed in, and end it there or everywhere', async (t) => {
  const town = await testTown(t, { worker: false });
  const phone = phones.volunteer(1);
  const other = await town.signIn(phones.volunteer(2));
  const first = await town.signIn(phone);
  const second = await signInAgain(town, phone);
  const third = await signInAgain(town, phone);
  const list = (await first.call('GET', '/v1/sessions')).body.items;
  t.same(
    list.map(({ current }: { current: boolean }) => current),
    [false, false, true],
  );
  t.match(list[0], {
    ...{ device: 'lightMyRequest', address: '127.0.*.*', sharedDevice: false },
    ...{ begunAt: String, lastUsedAt: String, expiresAt: String },
  });
  const [thirdId] = list.map(({ id }: { id: string }) => id);
  t.match(await other.call('DELETE', `/v1/sessions/${thirdId}`), {
    ...{ status: 404, body: { code: 'session_unknown' } },
  });
  t.equal((await first.call('DELETE', `/v1/sessions/${thirdId}`)).status, 204);
  t.equal((await first.call('DELETE', `/v1/sessions/${thirdId}`)).status, 204, 'twice is no harm');
  t.match(await third.renew(), ended);
  t.equal((await first.call('GET', '/v1/sessions')).body.items.length, 2);

  t.equal((await second.call('DELETE', '/v1/sessions')).status, 204);
  for (const device of [first, second]) t.match(await device.renew(), ended);
  t.equal((await other.renew()).status, 201, 'others are not touched');
  for (const device of [first, second, third]) {
    const answer = await until(
      () => device.call('GET', '/v1/me'),
      ({ status }) => status === 401,
      10,
    );
    t.equal(answer.body.code, 'session_ended', 'nor does the access token live on');
  }
});

/** Renews with cookies of one's choice, as whoever has copied one would. */
async function cookieJar(town: TestTown) {
  const holder = await town.signIn(phones.volunteer(1));
  const cookieOf = (answer: { headers: Record<string, unknown> }) =>
    String(answer.headers['set-cookie']).split(';')[0]!;
  const renewWith = async (cookie: string) => {
    const url = '/v1/access-tokens';
    const answer = await town.app.inject({ method: 'POST', url, headers: { cookie } });
    return { status: answer.statusCode, cookie: cookieOf(answer) };
  };
  return { first: cookieOf(await holder.renew()), renewWith };
}

t.test('a refresh token that was copied ends the session for both', async (t) => {
  const town = await testTown(t, { worker: false });
  const { first, renewWith } = await cookieJar(town);
  const second = (await renewWith(first)).cookie;
  const lostAnswer = await renewWith(first);
  t.equal(lostAnswer.status, 201, 'the one just replaced is forgiven: phones lose answers');
  const third = await renewWith(lostAnswer.cookie);
  t.equal(third.status, 201, 'whoever lost an answer goes on');
  t.equal((await renewWith(second)).status, 401, 'one before that means a copy');
  t.equal((await renewWith(third.cookie)).status, 401, 'so nobody goes on with the session');
});

t.test('a replaced refresh token is forgiven once, and within a minute only', async (t) => {
  const town = await testTown(t, { worker: false });
  const twice = await cookieJar(town);
  await twice.renewWith(twice.first);
  const forgiven = await twice.renewWith(twice.first);
  t.equal(forgiven.status, 201);
  t.equal((await twice.renewWith(twice.first)).status, 401, 'a second time means a copy');
  t.equal((await twice.renewWith(forgiven.cookie)).status, 401, 'and ends the session');

  await passSeconds(town, 61);
  const intime = await cookieJar(town);
  await intime.renewWith(intime.first);
  await passSeconds(town, 58);
  t.equal((await intime.renewWith(intime.first)).status, 201, 'a page that was opened again');

  await passSeconds(town, 61);
  const late = await cookieJar(town);
  const current = (await late.renewWith(late.first)).cookie;
  await passSeconds(town, 61);
  t.equal((await late.renewWith(late.first)).status, 401, 'no answer is lost for so long');
  t.equal((await late.renewWith(current)).status, 401, 'and it ends the session');
});
