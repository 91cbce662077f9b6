import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import t from 'tap';
import { plusSeconds } from '../../src/kit/clock.ts';
import { newId } from '../../src/kit/id.ts';
import {
  accountId,
  checkBooks,
  post,
  type Transfer,
  transferCodes,
} from '../../src/ledger/index.ts';
import { rewardPromises } from '../../src/rewards/promises.ts';
import { publishRuleSet } from '../../src/rules/index.ts';
import { givePoints } from '../support/points.ts';
import { phones } from '../support/steps.ts';
import { type Answer, type Client, type TestTown, testTown } from '../support/town.ts';

const keyed = () => ({ 'idempotency-key': randomUUID() });
/** Ours by its first digits, and never issued: tills that guess look like this. */
const guess = () => `62${String(Math.floor(Math.random() * 1e16)).padStart(16, '0')}`;

async function newCode(payer: Client): Promise<{ id: string; code: string }> {
  return (await payer.call('POST', '/v1/pay-codes', {})).body;
}

function take(till: Client, code: string, centipoints: number, key = keyed()): Promise<Answer> {
  return till.call('POST', '/v1/redemptions', { code, centipoints }, key);
}

/** A town in which the first volunteer has 10.00 points, and two tills are open. */
async function marketDay(t: Parameters<typeof testTown>[0]) {
  const town = await testTown(t, { worker: false });
  const payer = await town.signIn(phones.volunteer(1));
  const till = await town.signIn(phones.merchant(1));
  const other = await town.signIn(phones.merchant(2));
  await givePoints(town, [payer.personId], 1000);
  return { town, payer, till, other };
}

const inSeconds = async (town: TestTown, seconds: number) =>
  town.moveTo(plusSeconds(await town.now(), seconds));

t.test(
  'the till that took a code gets its receipt again, also after the code expired',
  async (t) => {
    const { town, payer, till, other } = await marketDay(t);
    const { code } = await newCode(payer);
    const receipt = await take(till, code, 250);
    t.equal(receipt.status, 201);
    await inSeconds(town, 61);
    t.same((await take(till, code, 250)).body, receipt.body, 'a lost answer is given again');
    t.match(await take(till, code, 251), { status: 409, body: { code: 'code_spent' } });
    t.match(await take(other, code, 250), { status: 409, body: { code: 'code_spent' } });
    t.match((await payer.call('GET', '/v1/volunteers/me/balance')).body, { centipoints: 750 });
  },
);

t.test('a code that nobody took in time pays nothing', async (t) => {
  const { town, payer, till } = await marketDay(t);
  const { id, code } = await newCode(payer);
  t.match((await payer.call('GET', `/v1/pay-codes/${id}`)).body, { state: 'open' });
  await inSeconds(town, 61);
  t.match(await take(till, code, 250), {
    status: 410,
    body: { code: 'code_expired', errors: [{ pointer: '/code' }] },
  });
  t.match((await payer.call('GET', `/v1/pay-codes/${id}`)).body, { state: 'expired' });
});

t.test(
  'what cannot be taken is refused at the amount, and says nothing about the payer',
  async (t) => {
    const { payer, till } = await marketDay(t);
    const { code } = await newCode(payer);
    const large = await take(till, code, 100_001);
    t.match(large, {
      status: 422,
      body: { code: 'amount_too_large', errors: [{ pointer: '/centipoints' }] },
    });
    const short = await take(till, code, 1001);
    t.match(short, {
      status: 422,
      body: { code: 'points_short', errors: [{ pointer: '/centipoints' }] },
    });
    t.notMatch(JSON.stringify(short.body.text) + short.body.title, /\d/, 'no balance is told');
    t.equal((await take(till, code, 1000)).status, 201, 'the code is still good for what there is');
  },
);

t.test('a till that guesses codes is locked, and only that till', async (t) => {
  const { town, payer, till, other } = await marketDay(t);
  for (let n = 0; n < 5; n++) {
    t.match(await take(till, guess(), 100), { status: 404, body: { code: 'code_unknown' } });
  }
  const { code } = await newCode(payer);
  const key = keyed();
  const locked = await take(till, code, 100, key);
  t.match(locked, { status: 429, body: { code: 'till_locked' } });
  t.ok(Number(locked.headers['retry-after']) > 0, 'it says for how long');
  t.equal((await take(other, await newCode(payer).then((c) => c.code), 100)).status, 201);
  await town.database.ownerDb.execute(sql`UPDATE kit.strike SET window_ends_at = now()`);
  t.equal(
    (await take(till, code, 100, key)).status,
    201,
    'a lock is no answer to keep for the key',
  );
});

t.test('the answer to a key is one strike, however often it is asked for', async (t) => {
  const { payer, till } = await marketDay(t);
  const [key, code] = [keyed(), guess()];
  for (let n = 0; n < 12; n++) t.match(await take(till, code, 100, key), { status: 404 });
  t.equal((await take(till, (await newCode(payer)).code, 100)).status, 201);
});

t.test('a locked till still gets the receipt it had before, for the same key', async (t) => {
  const { payer, till } = await marketDay(t);
  const [key, { code }] = [keyed(), await newCode(payer)];
  const receipt = await take(till, code, 250, key);
  for (let n = 0; n < 5; n++) await take(till, guess(), 100);
  t.match(await take(till, guess(), 100), { body: { code: 'till_locked' } });
  const again = await take(till, code, 250, key);
  t.match(again, { status: 201, headers: { 'idempotent-replayed': 'true' } });
  t.same(again.body, receipt.body);
});

t.test('a district says how many wrong codes its own tills may enter', async (t) => {
  const { town, till } = await marketDay(t);
  const { book, merchants } = town.plan;
  await town.deps.transact((tx) =>
    publishRuleSet(tx, book, {
      effectiveFrom: '2026-01-01',
      note: 'test',
      changes: [{ region: merchants[0]!.region, key: 'pay_code.bad_tries_per_min', value: 1 }],
    }),
  );
  t.match(await take(till, guess(), 100), { status: 404 });
  t.match(await take(till, guess(), 100), { status: 429, body: { code: 'till_locked' } });
});

t.test('a volunteer gets at most 30 codes in a minute', async (t) => {
  const { payer } = await marketDay(t);
  const codes = [];
  for (let n = 0; n < 30; n++) codes.push((await newCode(payer)).code);
  t.ok(codes.every((code) => /^62\d{16}$/.test(code)));
  t.equal(new Set(codes).size, 30);
  t.match(await payer.call('POST', '/v1/pay-codes', {}), {
    status: 429,
    body: { code: 'too_many_requests' },
  });
});

t.test('a receipt is for who paid and who took, in the words of who reads it', async (t) => {
  const { town, payer, till, other } = await marketDay(t);
  const payCode = await newCode(payer);
  const { body } = await take(till, payCode.code, 250);
  const shop = body.merchant.name;
  t.equal(body.words, `${body.payer.name}在“${shop}”用积分 2.50 分`);
  const url = `/v1/redemptions/${body.id}`;
  t.same((await payer.call('GET', url)).body, body);
  t.same((await till.call('GET', url)).body, body);
  for (const reader of [other, await town.signIn(phones.volunteer(2))]) {
    t.match(await reader.call('GET', url), { status: 404, body: { code: 'redemption_unknown' } });
    t.match((await reader.call('GET', `/v1/pay-codes/${payCode.id}`)).status, /40[34]/);
  }
  t.equal((await till.call('POST', '/v1/refunds', { redemptionId: body.id }, keyed())).status, 201);
  t.match((await payer.call('GET', `/v1/pay-codes/${payCode.id}`)).body, {
    state: 'spent',
    redemption: { state: 'refunded', words: `“${shop}”退给${body.payer.name}积分 2.50 分` },
  });
  t.match((await till.call('GET', url, undefined, { 'accept-language': 'en' })).body, {
    words: `“${shop}” gave 2.50 points back to ${body.payer.name}`,
  });
});

t.test('a till reads what it took, newest first and page by page', async (t) => {
  const { payer, till, other } = await marketDay(t);
  for (const centipoints of [10, 20, 30])
    await take(till, (await newCode(payer)).code, centipoints);
  await take(other, (await newCode(payer)).code, 40);
  const first = await till.call('GET', '/v1/redemptions?limit=2');
  t.match(first.body.items, [{ centipoints: 30, words: String }, { centipoints: 20 }]);
  const cursor = first.body.nextCursor;
  t.match((await till.call('GET', `/v1/redemptions?limit=2&cursor=${cursor}`)).body, {
    items: [{ centipoints: 10 }],
    nextCursor: null,
  });
  t.match(await other.call('GET', `/v1/redemptions?cursor=${cursor}`), {
    status: 400,
    body: { code: 'bad_cursor' },
  });
  t.match((await till.call('GET', '/v1/merchants/me')).body, { centipoints: 60 });
});

t.test('20 refunds of one redemption at once give the points back once', async (t) => {
  const { payer, till, other } = await marketDay(t);
  const { body } = await take(till, (await newCode(payer)).code, 250);
  const refund = (by: Client) => by.call('POST', '/v1/refunds', { redemptionId: body.id }, keyed());
  t.match(await refund(other), { status: 404, body: { code: 'redemption_unknown' } });
  const answers = await Promise.all(Array.from({ length: 20 }, () => refund(till)));
  t.equal(answers.filter(({ status }) => status === 201).length, 1);
  t.equal(answers.filter(({ body: b }) => b.code === 'already_refunded').length, 19);
  t.match((await payer.call('GET', '/v1/volunteers/me/balance')).body, { centipoints: 1000 });
});

t.test('the promises notice a receipt that names somebody else than the books do', async (t) => {
  const { town, payer, till } = await marketDay(t);
  const { body } = await take(till, (await newCode(payer)).code, 250);
  await till.call('POST', '/v1/refunds', { redemptionId: body.id }, keyed());
  const broken = async () =>
    (await checkBooks(town.database.ownerDb, rewardPromises))
      .filter(({ breaches }) => breaches.length > 0)
      .map(({ promise }) => promise.name);
  const blame = (volunteerId: string, merchantId: string) =>
    town.database.ownerDb.execute(
      sql`UPDATE rewards.redemption SET volunteer_id = ${volunteerId}, merchant_id = ${merchantId} WHERE id = ${body.id}`,
    );
  const { volunteers, merchants } = town.plan;
  t.same(await broken(), []);
  await blame(volunteers[1]!.id, merchants[0]!.id);
  t.same(await broken(), ['receipts name who the books name']);
  await blame(payer.personId, merchants[1]!.id);
  t.same(await broken(), ['receipts name who the books name']);
  await blame(payer.personId, merchants[0]!.id);
  t.same(await broken(), []);
});

t.test('a time that no calendar has is refused, not a fault', async (t) => {
  const { payer } = await marketDay(t);
  const balanceAt = (at: string) =>
    payer.call('GET', `/v1/volunteers/me/balance?at=${encodeURIComponent(at)}`);
  for (const at of ['2026-11-23T23:59:60Z', '2026-11-23T01:00:00+08', '0000-01-01T00:00:00Z']) {
    t.match(await balanceAt(at), { status: 400, body: { code: 'bad_request' } }, at);
  }
  t.match((await balanceAt('2020-01-01T00:00:00Z')).body, {
    centipoints: 0,
    words: '您累计服务 0 小时，可用积分 0.00 分。',
  });
});

t.test('a shop that has promised its points away cannot refund with them', async (t) => {
  const { town, payer, till } = await marketDay(t);
  const { book, merchants } = town.plan;
  const { code } = await newCode(payer);
  const redemptionId = (await take(till, code, 250)).body.id;
  const promise = {
    id: newId(),
    debit: accountId(book, merchants[0]!.id, 'merchant_points'),
    credit: accountId(book, payer.personId, 'points_main'),
    ...{ amount: 1, code: transferCodes.opening, ruleVersion: 1 },
  };
  const say = (transfer: Transfer) => town.deps.transact((tx) => post(tx, book, [transfer]));
  await say({ ...promise, kind: 'hold' });
  t.match(await till.call('POST', '/v1/refunds', { redemptionId }, keyed()), {
    status: 409,
    body: { code: 'merchant_points_short' },
  });
  t.match((await payer.call('GET', '/v1/volunteers/me/balance')).body, { centipoints: 750 });
  await say({
    ...{ kind: 'void', id: newId(), origin: promise.id },
    ...{ code: transferCodes.opening, ruleVersion: 1 },
  });
  t.match(await till.call('POST', '/v1/refunds', { redemptionId }, keyed()), { status: 201 });
});

t.test('only the payer sees how a pay code fares', async (t) => {
  const { payer, town } = await marketDay(t);
  const { id } = await newCode(payer);
  const other = await town.signIn(phones.volunteer(2));
  for (const [who, url] of [
    [other, `/v1/pay-codes/${id}`],
    [payer, `/v1/pay-codes/${randomUUID()}`],
  ] as const)
    t.match(await who.call('GET', url), { status: 404, body: { code: 'pay_code_unknown' } });
});
