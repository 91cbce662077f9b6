import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { codeOf, enrol, goodPassword, nextCode, passSeconds } from '../support/staff.ts';
import { phones } from '../support/steps.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';

const phone = phones.streetOffice;

async function enrolledOffice(t: Test) {
  const town = await testTown(t, { worker: false });
  const office = await town.signIn(phone);
  return { town, office, ...(await enrol(town, office)) };
}

const enter = (town: TestTown, code: string) =>
  town.stranger().call('POST', '/v1/staff-sessions', { phone, password: goodPassword, code });

const offerOf = async (client: Client) =>
  (await client.call('POST', '/v1/me/authenticator-offers')).body;

t.test(
  'staff change their authenticator with both factors and a code of the new one',
  async (t) => {
    const { town, office, secret } = await enrolledOffice(t);
    const offered = await office.call('POST', '/v1/me/authenticator-offers');
    t.match(offered, { status: 201, headers: { 'cache-control': 'no-store' } });
    const { secret: newSecret, uri, offer } = offered.body;
    t.match(uri, new RegExp(`secret=${newSecret}`));
    const change = async (rest: object) =>
      office.call('PUT', '/v1/me/authenticator', {
        ...{ password: goodPassword, code: await nextCode(town, secret), offer },
        ...{ newCode: codeOf(newSecret, await town.now()), ...rest },
      });
    t.match(await change({ password: 'Falsch-Falsch-1' }), {
      ...{ status: 422, body: { code: 'password_wrong', errors: [{ pointer: '/password' }] } },
    });
    t.match(await change({ code: '000000' }), {
      status: 422,
      body: { code: 'authenticator_code_wrong', errors: [{ pointer: '/code' }] },
    });
    t.match(await change({ newCode: '000000' }), {
      status: 422,
      body: { code: 'authenticator_code_wrong', errors: [{ pointer: '/newCode' }] },
    });
    t.match(await change({ offer: 'bm90aGluZw' }), {
      status: 422,
      body: { code: 'authenticator_offer_over', errors: [{ pointer: '/offer' }] },
    });
    t.match(
      await enter(town, await nextCode(town, secret)),
      { status: 201 },
      'nothing changed yet',
    );

    const elsewhere = town.stranger();
    const opened = await elsewhere.call('POST', '/v1/staff-sessions', {
      ...{ phone, password: goodPassword, code: await nextCode(town, secret) },
    });
    t.equal(opened.status, 201);
    t.equal((await change({})).status, 204);
    t.equal((await elsewhere.renew()).status, 401, 'other sessions end');
    t.equal((await office.renew()).status, 201, 'this one goes on');
    t.match(await enter(town, await nextCode(town, secret)), { status: 401 }, 'the old one is out');
    t.match(await enter(town, await nextCode(town, newSecret)), { status: 201 });
    const log = await town.database.ownerDb.execute<{ text: string }>(
      sql`SELECT changes::text AS text FROM audit.entry WHERE action = 'authenticator.change'`,
    );
    t.equal(log.length, 1);
    t.notMatch(log[0]!.text, newSecret);
  },
);

t.test('a lost authenticator is changed with a recovery code, which is used up', async (t) => {
  const { town, office, recoveryCodes } = await enrolledOffice(t);
  const { secret, offer } = await offerOf(office);
  const body = async () => ({
    ...{ password: goodPassword, code: recoveryCodes[0], offer },
    newCode: codeOf(secret, await town.now()),
  });
  t.equal((await office.call('PUT', '/v1/me/authenticator', await body())).status, 204);
  await passSeconds(town, 30);
  t.match(await office.call('PUT', '/v1/me/authenticator', await body()), {
    ...{ status: 422, body: { code: 'authenticator_code_wrong' } },
  });
  t.match((await office.call('GET', '/v1/me')).body.staff, { recoveryCodesLeft: 9 });
});

t.test('an offered secret is for who asked, and for a quarter of an hour', async (t) => {
  const { town, office, secret } = await enrolledOffice(t);
  const other = await town.signIn(phones.station(1));
  await enrol(town, other);
  const ofOther = await offerOf(other);
  const mine = await offerOf(office);
  const change = async ({ secret: offered, offer }: { secret: string; offer: string }) =>
    office.call('PUT', '/v1/me/authenticator', {
      ...{ password: goodPassword, code: await nextCode(town, secret), offer },
      newCode: codeOf(offered, await town.now()),
    });
  const over = { status: 422, body: { code: 'authenticator_offer_over' } };
  t.match(await change(ofOther), over, 'of somebody else');
  await passSeconds(town, 10 * 60);
  await office.renew();
  await passSeconds(town, 6 * 60);
  t.match(await change(mine), over, 'too late');
  t.equal((await change(await offerOf(office))).status, 204);
});

t.test('new recovery codes replace the old ones, and are counted', async (t) => {
  const { town, office, secret, recoveryCodes } = await enrolledOffice(t);
  t.equal((await enter(town, recoveryCodes[0]!)).status, 201);
  t.match((await office.call('GET', '/v1/me')).body.staff, { recoveryCodesLeft: 9 });
  const renew = async (code: string) =>
    office.call('POST', '/v1/me/recovery-codes', { password: goodPassword, code });
  t.match(await renew('000000'), { status: 422, body: { code: 'authenticator_code_wrong' } });
  const made = await renew(await nextCode(town, secret));
  t.match(made, { status: 201, headers: { 'cache-control': 'no-store' } });
  t.equal(new Set([...made.body.recoveryCodes, ...recoveryCodes]).size, 20);
  t.match((await office.call('GET', '/v1/me')).body.staff, { recoveryCodesLeft: 10 });
  t.equal((await enter(town, recoveryCodes[1]!)).status, 401, 'the old ones are out');
  t.equal((await enter(town, made.body.recoveryCodes[0])).status, 201);
});

t.test('who guesses at both factors in an open session is locked', async (t) => {
  const { town, office, secret } = await enrolledOffice(t);
  const renew = async (code: string) =>
    office.call('POST', '/v1/me/recovery-codes', { password: goodPassword, code });
  for (let tries = 1; tries <= 5; tries++) t.equal((await renew('000000')).status, 422);
  t.match(await renew(await nextCode(town, secret)), {
    ...{ status: 429, body: { code: 'staff_sign_in_locked' } },
  });
});

t.test('a session without the second factor changes neither', async (t) => {
  const { town } = await enrolledOffice(t);
  await passSeconds(town, 61);
  const byPhone = await town.signIn(phone);
  const refused = { status: 403, body: { code: 'second_factor_required' } };
  t.match(await byPhone.call('POST', '/v1/me/authenticator-offers'), refused);
  const factors = { password: goodPassword, code: '000000' };
  t.match(await byPhone.call('POST', '/v1/me/recovery-codes', factors), refused);
  t.match(
    await byPhone.call('PUT', '/v1/me/authenticator', {
      ...factors,
      offer: 'x',
      newCode: '000000',
    }),
    refused,
  );
});

t.test('staff are told from 14 days before their password expires', async (t) => {
  const { town, office } = await enrolledOffice(t);
  const endOf = async (client: Client) =>
    (await client.call('GET', '/v1/me')).body.staff.passwordEndsAt;
  t.equal(await endOf(office), null);
  await passSeconds(town, 75 * 86_400);
  t.equal(await endOf(await town.signIn(phone)), null);
  await passSeconds(town, 86_400 + 61);
  const end = Date.parse(await endOf(await town.signIn(phone)));
  const left = (end - (await town.now()).getTime()) / 86_400_000;
  t.ok(left > 13.9 && left <= 14, `${left} days`);
});
