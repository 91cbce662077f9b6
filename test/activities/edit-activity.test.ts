import t from 'tap';
import { plusMinutes } from '../../src/kit/clock.ts';
import { draft, phones } from '../support/steps.ts';
import { testTown } from '../support/town.ts';

t.test('a returned activity is mended by its station and reviewed again', async (t) => {
  const town = await testTown(t, { worker: false });
  const station = await town.signIn(phones.station(1));
  const other = await town.signIn(phones.station(2));
  const streetOffice = await town.signIn(phones.streetOffice);
  const now = await town.now();
  const url = `/v1/activities/${(await station.call('POST', '/v1/activities', draft(now))).body.id}`;
  const review = (decision: object) => streetOffice.call('POST', `${url}/approvals`, decision);
  const mended = draft(plusMinutes(now, 60), {
    title: '社区送晚餐',
    riskNote: '注意夜路。',
    capacity: 5,
  });

  t.match(await station.call('PUT', url, mended), {
    status: 409,
    body: { code: 'activity_state_wrong' },
  });
  t.match((await review({ decision: 'return', reason: '请写明夜间风险' })).body, {
    state: 'returned',
  });
  t.match(await other.call('PUT', url, mended), {
    status: 404,
    body: { code: 'activity_unknown' },
  });
  t.match(await streetOffice.call('PUT', url, mended), {
    status: 403,
    body: { code: 'not_allowed' },
  });
  t.match(await station.call('PUT', url, { ...mended, endsAt: mended.startsAt }), {
    status: 422,
    body: { code: 'activity_times_wrong', errors: [{ pointer: '/endsAt' }] },
  });
  const before = (await station.call('GET', url)).body;
  t.match(before, { state: 'returned', returnReason: '请写明夜间风险', title: '社区送餐' });

  const answer = await station.call('PUT', url, mended);
  t.equal(answer.status, 200);
  t.match(answer.body, {
    ...{ id: before.id, number: before.number, state: 'pending_review', returnReason: null },
    ...{ title: '社区送晚餐', riskNote: '注意夜路。', capacity: 5, startsAt: mended.startsAt },
  });
  t.match((await review({ decision: 'approve' })).body, { state: 'published' });
  t.match(await station.call('PUT', url, mended), {
    status: 409,
    body: { code: 'activity_state_wrong' },
  });
});
