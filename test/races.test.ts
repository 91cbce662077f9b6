import { randomUUID } from 'node:crypto';
import t from 'tap';
import { batchesOf, postBatch } from '../src/settlement/index.ts';
import { activityWithAttendance } from './support/attendance.ts';
import { givePoints } from './support/points.ts';
import { phones, published } from './support/steps.ts';
import { testTown, until } from './support/town.ts';

const keyed = () => ({ 'idempotency-key': randomUUID() });

t.test('a code scanned by 20 tills at once pays exactly one of them, 100 times over', async (t) => {
  const town = await testTown(t, { worker: false, volunteers: 30 });
  const tills = await Promise.all([1, 2, 3, 4, 5].map((n) => town.signIn(phones.merchant(n))));
  const payers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => town.signIn(phones.volunteer(n + 1))),
  );
  await givePoints(
    town,
    payers.map(({ personId }) => personId),
    10_000,
  );
  const wrong: unknown[] = [];
  for (let round = 0; round < 100; round++) {
    const { body } = await payers[round % payers.length]!.call('POST', '/v1/pay-codes', {});
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        // Each of the twenty asks for another amount, so that not even one till may be paid twice.
        tills[n % tills.length]!.call(
          'POST',
          '/v1/redemptions',
          { code: body.code, centipoints: 10 + n },
          keyed(),
        ),
      ),
    );
    const paid = answers.filter(({ status }) => status === 201);
    const spent = answers.filter(
      ({ status, body: problem }) => status === 409 && problem.code === 'code_spent',
    );
    if (paid.length !== 1 || spent.length !== 19)
      wrong.push(answers.map(({ status, body: b }) => b.code ?? status));
  }
  t.same(wrong, [], 'every round has one receipt and nineteen times code_spent');
});

t.test('the same key sent ten times at once has one effect and one answer', async (t) => {
  const town = await testTown(t, { worker: false });
  const [till, payer] = [
    await town.signIn(phones.merchant(1)),
    await town.signIn(phones.volunteer(1)),
  ];
  await givePoints(town, [payer.personId], 1000);
  for (let round = 0; round < 10; round++) {
    const { body } = await payer.call('POST', '/v1/pay-codes', {});
    const key = keyed();
    const sale = { code: body.code, centipoints: 5 };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => till.call('POST', '/v1/redemptions', sale, key)),
    );
    t.equal(new Set(answers.map((answer) => JSON.stringify(answer.body))).size, 1, 'one answer');
    t.equal(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true').length, 9);
  }
  t.match((await payer.call('GET', '/v1/volunteers/me/balance')).body, { centipoints: 950 });
});

t.test('nobody spends what they do not have: 40 codes of one person at once', async (t) => {
  const town = await testTown(t, { worker: false });
  const [till, payer] = [
    await town.signIn(phones.merchant(1)),
    await town.signIn(phones.volunteer(1)),
  ];
  await givePoints(town, [payer.personId], 100);
  const codes = await Promise.all(
    Array.from({ length: 25 }, () => payer.call('POST', '/v1/pay-codes', {})),
  );
  const answers = await Promise.all(
    codes.map(({ body }) =>
      till.call('POST', '/v1/redemptions', { code: body.code, centipoints: 10 }, keyed()),
    ),
  );
  t.equal(answers.filter(({ status }) => status === 201).length, 10);
  t.equal(answers.filter(({ body }) => body.code === 'points_short').length, 15);
});

t.test('30 people at once for 5 places: five hold one, the others wait in order', async (t) => {
  const town = await testTown(t, { worker: false, volunteers: 30 });
  const [station, streetOffice] = [
    await town.signIn(phones.station(1)),
    await town.signIn(phones.streetOffice),
  ];
  const id = await published(town, { station, streetOffice }, { capacity: 5 });
  const people = await Promise.all(
    Array.from({ length: 30 }, (_, n) => town.signIn(phones.volunteer(n + 1))),
  );
  const answers = await Promise.all(
    people.map((person) => person.call('POST', `/v1/activities/${id}/sign-ups`, {})),
  );
  t.equal(answers.filter(({ body }) => body.state === 'applied').length, 5);
  const places = answers
    .filter(({ body }) => body.state === 'waiting')
    .map(({ body }) => body.position);
  t.same(
    places.sort((a, b) => a - b),
    Array.from({ length: 25 }, (_, n) => n + 1),
  );
  t.match((await station.call('GET', `/v1/activities/${id}`)).body, {
    counts: { taken: 5, waiting: 25 },
  });
});

t.test('two workers on one batch, and the same nudge again, post every line once', async (t) => {
  const town = await testTown(t, { worker: false, volunteers: 60 });
  const { activityId, station } = await activityWithAttendance(town, 60);
  const settlement = await station.call('POST', '/v1/settlements', { activityId }, keyed());
  t.match(settlement.body, { lines: { total: 60, waiting: 60 } });
  const batches = await batchesOf(town.deps.db, 120000, activityId);
  await Promise.all(
    [...batches, ...batches, ...batches].map((batch) => postBatch(town.deps, batch)),
  );
  const done = await until(
    () => station.call('GET', `/v1/settlements/${activityId}`),
    () => true,
  );
  t.match(done.body, { state: 'settled', lines: { posted: 60, held: 0 }, minutes: 60 * 120 });
  t.same(await batchesOf(town.deps.db, 120000, activityId), []);
});

t.test('a station that settles twice at once, with two keys, settles once', async (t) => {
  const town = await testTown(t, { volunteers: 10 });
  const { activityId, station } = await activityWithAttendance(town, 10);
  const answers = await Promise.all(
    Array.from({ length: 6 }, () =>
      station.call('POST', '/v1/settlements', { activityId }, keyed()),
    ),
  );
  t.same(
    answers.map(({ status, body }) => [status, body.id]),
    answers.map(() => [201, activityId]),
  );
  await until(
    () => station.call('GET', `/v1/settlements/${activityId}`),
    ({ body }) => body.state === 'settled',
  );
});
