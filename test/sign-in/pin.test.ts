import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { isWeakPin } from '../../src/sign-in/pin.ts';
import { givePoints } from '../support/points.ts';
import { passSeconds, setRules } from '../support/staff.ts';
import { phones } from '../support/steps.ts';
import { type Client, testTown } from '../support/town.ts';

const pin = '270618';
const set = (client: Client, body: Record<string, unknown>) =>
  client.call('PUT', '/v1/sessions/current/pin', body);
const show = (client: Client, body: Record<string, unknown> = {}) =>
  client.call('POST', '/v1/pay-codes', body);

async function marketDay(t: Test) {
  const town = await testTown(t, { worker: false });
  const payer = await town.signIn(phones.volunteer(1));
  await givePoints(town, [payer.personId], 20_000);
  const till = await town.signIn(phones.merchant(1));
  const take = (code: string, centipoints: number) =>
    till.call(
      'POST',
      '/v1/redemptions',
      { code, centipoints },
      { 'idempotency-key': randomUUID() },
    );
  return { town, payer, take };
}

t.test('PINs that others would try first are weak', async (t) => {
  for (const [given, weak] of [
    ['111111', true],
    ['123456', true],
    ['654321', true],
    ['890123', true],
    ['121212', true],
    ['123123', true],
    ['111222', true],
    ['900307', true],
    ['070390', true],
    ['030790', true],
    ['199003', true],
    ['031990', true],
    ['900308', false],
    ['270618', false],
    ['112358', false],
    ['124567', false],
  ] as const)
    t.equal(isWeakPin(given, '1990-03-07'), weak, given);
  t.equal(isWeakPin('900307', undefined), false, 'nobody’s birthday');
});

t.test(
  'small amounts need no PIN, larger ones the PIN of the device (experience.md 1)',
  async (t) => {
    const { town, payer, take } = await marketDay(t);
    await setRules(town, { 'pay_code.without_pin_centipoints': 5_000 });
    const small = await show(payer);
    t.equal((await take(small.body.code, 5_000)).status, 201);
    const { body: plain } = await show(payer);
    const tooMuch = await take(plain.code, 5_001);
    t.match(tooMuch, { status: 422, body: { code: 'code_needs_pin' } });
    t.equal((await take(plain.code, 4_999)).status, 201, 'the code is not spent by that');
    t.match(await show(payer, { pin }), { status: 409, body: { code: 'pin_not_set' } });
    t.match(await set(payer, { pin: '123456' }), { status: 422, body: { code: 'pin_weak' } });
    t.equal((await set(payer, { pin })).status, 204);
    t.match(await show(payer, { pin: '270619' }), { status: 422, body: { code: 'pin_wrong' } });
    const { body: strong } = await show(payer, { pin });
    t.equal((await take(strong.code, 5_001)).status, 201);
  },
);

t.test('after five payments a day the PIN is asked for, until midnight', async (t) => {
  const { town, payer, take } = await marketDay(t);
  await setRules(town, { 'pay_code.without_pin_per_day': 5 });
  await set(payer, { pin });
  for (let n = 1; n <= 5; n++)
    t.equal((await take((await show(payer)).body.code, 100)).status, 201);
  t.match(await show(payer), { status: 403, body: { code: 'pin_required' } });
  const { body } = await show(payer, { pin });
  t.equal((await take(body.code, 100)).status, 201);
  t.match(await show(payer), { status: 403, body: { code: 'pin_required' } }, 'still');
  await passSeconds(town, 86_400);
  t.equal((await show(payer)).status, 201, 'the next day');
});

t.test(
  'five wrong PINs lock it for 30 minutes, and it is changed only by who knows it',
  async (t) => {
    const { town, payer } = await marketDay(t);
    await set(payer, { pin });
    const other = '581321';
    t.match(await set(payer, { pin: other }), { status: 422, body: { code: 'pin_wrong' } });
    t.equal((await set(payer, { pin: other, presentPin: pin })).status, 204);
    const both = await Promise.all(Array.from({ length: 8 }, () => show(payer, { pin: '000001' })));
    const codes = both.map(({ body }) => body.code);
    t.equal(codes.filter((code) => code === 'pin_wrong').length, 5, 'of eight at once');
    t.match(await show(payer, { pin: other }), { status: 429, body: { code: 'pin_locked' } });
    t.match(await set(payer, { pin, presentPin: other }), { status: 429 });
    t.equal((await show(payer)).status, 201, 'small amounts go on');
    await passSeconds(town, 30 * 60 + 1);
    t.equal((await show(payer, { pin: other })).status, 201);
  },
);

t.test('a PIN belongs to one device', async (t) => {
  const { town, payer } = await marketDay(t);
  await set(payer, { pin });
  await payer.renew();
  t.equal((await show(payer, { pin })).status, 201, 'to its whole session');
  await passSeconds(town, 61);
  const elsewhere = await town.signIn(phones.volunteer(1));
  t.match(await show(elsewhere, { pin }), { status: 409, body: { code: 'pin_not_set' } });
  const log = await town.database.ownerDb.execute<{ text: string }>(
    sql`SELECT e::text AS text FROM audit.entry e WHERE action LIKE 'pin.%'`,
  );
  t.equal(log.length, 1);
  t.notOk(log[0]!.text.includes(pin));
});
