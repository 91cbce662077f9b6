import { randomUUID } from 'node:crypto';
import t from 'tap';
import { plusMinutes } from '../src/kit/clock.ts';
import { nationalIdOf } from '../src/people/index.ts';
import { comeOrGo, draft, here, phones, registration } from './support/steps.ts';
import { testTown, until } from './support/town.ts';

const keyed = () => ({ 'idempotency-key': randomUUID() });

t.test('the whole story over HTTP: join, serve, settle, redeem, refund', async (t) => {
  const town = await testTown(t);
  const newcomer = await town.signIn('13912345678');

  const volunteer = await newcomer.call(
    'POST',
    '/v1/volunteers',
    registration({ name: '李小明', idNumber: '120101199003071235' }),
  );
  t.equal(volunteer.status, 201);
  t.match(volunteer.body, { name: '李**', idNumber: '1201**********1235', phone: '139****5678' });
  t.match(volunteer.body.number, /^V120101\d{4}\d{7}$/);
  await newcomer.renew();
  const empty = await newcomer.call('GET', '/v1/volunteers/me/balance');
  t.match(empty.body, {
    minutes: 0,
    centipoints: 0,
    words: '您累计服务 0 小时，可用积分 0.00 分。',
  });

  const station = await town.signIn(phones.station(1));
  const startsAt = plusMinutes(await town.now(), 24 * 60);
  const submitted = await station.call('POST', '/v1/activities', draft(startsAt));
  t.match(submitted.body, { state: 'pending_review', counts: { taken: 0 } });
  const id = submitted.body.id;
  t.equal(
    (await newcomer.call('GET', `/v1/activities/${id}`)).status,
    404,
    'unpublished is unseen',
  );

  const streetOffice = await town.signIn(phones.streetOffice);
  const inReview = await streetOffice.call('GET', '/v1/activities?view=review');
  t.equal(inReview.body.items[0].id, id);
  const approved = await streetOffice.call('POST', `/v1/activities/${id}/approvals`, {
    decision: 'approve',
  });
  t.match(approved.body, { state: 'published' });

  const signedUp = await newcomer.call('POST', `/v1/activities/${id}/sign-ups`, {});
  t.match(signedUp.body, { state: 'applied', position: null });
  const list = await station.call('GET', `/v1/activities/${id}/sign-ups`);
  t.match(list.body.items, [{ id: signedUp.body.id, volunteer: { name: '李**' } }]);
  const admitted = await station.call('POST', `/v1/activities/${id}/admissions`, {
    signUpIds: [signedUp.body.id],
  });
  t.same(admitted.body, { admitted: 1 });

  await town.moveTo(startsAt);
  const far = await newcomer.call('POST', `/v1/activities/${id}/check-ins`, {
    code: (await station.call('GET', `/v1/activities/${id}/attendance-code?purpose=check_in`)).body
      .code,
    position: { ...here, latitude: 39.1301 },
  });
  t.match(far.body, { code: 'outside_radius', errors: [{ pointer: '/position' }] });
  t.match(await comeOrGo(station, newcomer, id, 'check_in'), {
    status: 201,
    body: { state: 'checked_in' },
  });
  await town.moveTo(plusMinutes(startsAt, 155.5));
  t.match(await comeOrGo(station, newcomer, id, 'check_out'), {
    status: 201,
    body: { state: 'checked_out' },
  });

  const key = keyed();
  const settling = await station.call('POST', '/v1/settlements', { activityId: id }, key);
  t.match(settling, { status: 201, body: { lines: { total: 1 } } });
  const settled = await until(
    () => station.call('GET', `/v1/settlements/${id}`),
    ({ body }) => body.state === 'settled',
  );
  t.match(settled.body, {
    lines: { posted: 1, held: 0, waiting: 0 },
    minutes: 150,
    centipoints: 250,
  });
  const again = await station.call('POST', '/v1/settlements', { activityId: id }, key);
  t.same(again.body, settling.body, 'the same key gives the first answer');
  t.equal(again.headers['idempotent-replayed'], 'true');

  // Scenario 3 of the domain: 09:00 to 11:35 is 155 raw, 150 credited minutes and 2.50 points.
  const balance = await newcomer.call('GET', '/v1/volunteers/me/balance');
  t.match(balance.body, {
    minutes: 150,
    centipoints: 250,
    words: '您累计服务 2 小时 30 分钟，可用积分 2.50 分。',
  });
  const records = await newcomer.call('GET', '/v1/volunteers/me/records');
  t.match(records.body.items, [
    { title: '社区送餐', rawMinutes: 155, minutes: 150, state: 'posted' },
  ]);

  const merchant = await town.signIn(phones.merchant(1));
  const payCode = await newcomer.call('POST', '/v1/pay-codes', {});
  t.match(payCode.body, { code: /^62\d{16}$/, validSeconds: 60 });
  const till = keyed();
  const sale = { code: payCode.body.code, centipoints: 120 };
  const receipt = await merchant.call('POST', '/v1/redemptions', sale, till);
  t.match(receipt, {
    status: 201,
    body: { centipoints: 120, state: 'succeeded', payer: { name: '李**' } },
  });
  t.same(
    (await merchant.call('POST', '/v1/redemptions', sale, till)).body,
    receipt.body,
    'same key, same receipt',
  );
  t.same(
    (await merchant.call('POST', '/v1/redemptions', sale, keyed())).body,
    receipt.body,
    'same till, same receipt',
  );
  const other = await town.signIn(phones.merchant(2));
  t.match(await other.call('POST', '/v1/redemptions', sale, keyed()), {
    status: 409,
    body: { code: 'code_spent' },
  });
  const shown = await newcomer.call('GET', `/v1/pay-codes/${payCode.body.id}`);
  t.match(shown.body, { state: 'spent', redemption: { centipoints: 120 } });
  const reused = await merchant.call(
    'POST',
    '/v1/redemptions',
    { ...sale, centipoints: 130 },
    till,
  );
  t.match(reused, { status: 422, body: { code: 'idempotency_key_reused' } });

  const second = await newcomer.call('POST', '/v1/pay-codes', {});
  const short = await merchant.call(
    'POST',
    '/v1/redemptions',
    { code: second.body.code, centipoints: 131 },
    keyed(),
  );
  t.match(short, { status: 422, body: { code: 'points_short' } });

  const refund = await merchant.call(
    'POST',
    '/v1/refunds',
    { redemptionId: receipt.body.id },
    keyed(),
  );
  t.match(refund, { status: 201, body: { centipoints: 120 } });
  const twice = await merchant.call(
    'POST',
    '/v1/refunds',
    { redemptionId: receipt.body.id },
    keyed(),
  );
  t.match(twice, { status: 409, body: { code: 'already_refunded' } });

  const statement = await newcomer.call('GET', '/v1/volunteers/me/statement?unit=POINT&limit=2');
  const shop = receipt.body.merchant.name;
  t.match(statement.body.items, [
    { kind: 'refund', amount: 120, balance: 250, words: `“${shop}”退回积分 1.20 分` },
    { kind: 'redemption', amount: -120, balance: 130, words: `在“${shop}”用积分 1.20 分` },
  ]);
  const rest = await newcomer.call(
    'GET',
    `/v1/volunteers/me/statement?unit=POINT&limit=2&cursor=${statement.body.nextCursor}`,
    undefined,
    { 'accept-language': 'en' },
  );
  t.match(rest.body, {
    items: [{ kind: 'service_points', amount: 250, words: 'Earned 2.50 points in “社区送餐”' }],
    nextCursor: null,
  });
  const before = await newcomer.call('GET', `/v1/volunteers/me/balance?at=${receipt.body.at}`);
  t.ok(
    [130, 250, 0].includes(before.body.centipoints),
    'a balance as of a time is one the account has had',
  );
});

t.test(
  'the waiting list moves in order, and a place given up goes to who waited longest',
  async (t) => {
    const town = await testTown(t);
    const [station, streetOffice] = [
      await town.signIn(phones.station(1)),
      await town.signIn(phones.streetOffice),
    ];
    const { published } = await import('./support/steps.ts');
    const id = await published(town, { station, streetOffice }, { capacity: 1 });
    const people = await Promise.all([1, 2, 3].map((n) => town.signIn(phones.volunteer(n))));
    const answers = [];
    for (const person of people)
      answers.push((await person.call('POST', `/v1/activities/${id}/sign-ups`, {})).body);
    t.match(answers, [
      { state: 'applied', position: null },
      { state: 'waiting', position: 1 },
      { state: 'waiting', position: 2 },
    ]);
    t.match((await people[0]!.call('POST', `/v1/activities/${id}/sign-ups`, {})).body, {
      code: 'already_signed_up',
    });
    t.match((await people[0]!.call('DELETE', `/v1/activities/${id}/sign-ups/mine`)).body, {
      state: 'cancelled',
    });
    const states = await Promise.all(
      people.map((person) => person.call('GET', `/v1/activities/${id}`)),
    );
    t.match(
      states.map(({ body }) => body.mine),
      [{ state: 'cancelled' }, { state: 'applied' }, { state: 'waiting', position: 1 }],
    );
    t.match((await people[0]!.call('POST', `/v1/activities/${id}/sign-ups`, {})).body, {
      state: 'waiting',
      position: 2,
    });
    t.match((await people[0]!.call('DELETE', `/v1/activities/${id}/sign-ups/mine`)).body, {
      state: 'cancelled',
    });
    t.match((await people[0]!.call('DELETE', `/v1/activities/${id}/sign-ups/mine`)).body, {
      code: 'sign_up_unknown',
    });
  },
);

t.test('registration refuses by name and with the field', async (t) => {
  const town = await testTown(t);
  const visitor = await town.signIn('13912345670');
  const asked = registration();
  const refusals: [Record<string, unknown>, number, string, string][] = [
    [{ idNumber: '120101199003071231' }, 422, 'id_number_invalid', '/idNumber'],
    [{ idNumber: '120116201206151010' }, 422, 'guardian_needed', '/guardian'],
    [{ idNumber: nationalIdOf('12011620240101001') }, 422, 'too_young', '/idNumber'],
    [{ residenceRegion: '120101999001' }, 422, 'region_unknown', '/residenceRegion'],
    [{ idNumber: town.plan.volunteers[0]!.idNumber }, 409, 'id_number_registered', '/idNumber'],
    [{ declaration: false }, 400, 'bad_request', '/declaration'],
    [{ nickname: '小王' }, 400, 'bad_request', '/nickname'],
  ];
  for (const [change, status, code, pointer] of refusals) {
    const answer = await visitor.call('POST', '/v1/volunteers', { ...asked, ...change });
    t.match(
      answer,
      { status, body: { code, errors: [{ pointer }], text: { 'zh-CN': String, en: String } } },
      code,
    );
  }
  t.equal((await visitor.call('POST', '/v1/volunteers', asked)).status, 201);
  t.match((await visitor.call('POST', '/v1/volunteers', asked)).body, {
    code: 'already_volunteer',
  });
  const english = await visitor.call('GET', '/v1/volunteers/me/balance', undefined, {
    'accept-language': 'en-GB',
  });
  t.match(
    english.body,
    { code: 'not_a_volunteer', title: 'Please register as a volunteer first.' },
    'until the token is renewed',
  );
});
