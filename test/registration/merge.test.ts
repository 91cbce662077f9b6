import { randomUUID } from 'node:crypto';
import t from 'tap';
import { givePoints } from '../support/points.ts';
import { phones } from '../support/steps.ts';
import { testTown } from '../support/town.ts';
import { newcomer } from './desks.ts';

t.test('two registrations of one person become one, and nothing is lost or doubled', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(phones.streetOffice);
  const kept = await newcomer(town, '13912345900');
  const passport = {
    idType: 'passport',
    idNumber: 'E12345678',
    sex: 'female',
    birthDate: '1948-02-29',
  };
  const duplicate = await newcomer(town, '13912345901', passport);
  await kept.renew();
  await givePoints(town, [kept.personId], 300);
  await givePoints(town, [duplicate.personId], 500);
  const merge = (body: object) =>
    street.call('POST', '/v1/volunteer-merges', { reason: '同一人两次登记', ...body });
  const ids = { keptId: kept.personId, duplicateId: duplicate.personId };

  t.match(await merge({ ...ids, duplicateId: kept.personId }), {
    status: 422,
    body: { code: 'merge_same', errors: [{ pointer: '/duplicateId' }] },
  });
  t.match(await merge({ ...ids, duplicateId: randomUUID() }), {
    status: 404,
    body: { code: 'volunteer_unknown', errors: [{ pointer: '/duplicateId' }] },
  });
  const [first, second] = await Promise.all([
    merge(ids),
    merge({ keptId: ids.duplicateId, duplicateId: ids.keptId }),
  ]);
  t.same([first.status, second.status].sort(), [201, 409], 'of two at once, one');
  t.match(first.status === 201 ? second.body : first.body, { code: 'volunteer_state_wrong' });
  const goesOn = first.status === 201 ? kept : duplicate;
  await goesOn.renew();
  t.match((await goesOn.call('GET', '/v1/volunteers/me/balance')).body, { centipoints: 800 });
  t.match((await goesOn.call('GET', '/v1/volunteers/me/statement?unit=POINT')).body.items[0], {
    words: '合并重复登记',
  });
  t.match(await merge(ids), { status: 409 }, 'once');
  const other = goesOn === kept ? duplicate : kept;
  t.match((await other.call('GET', '/v1/me')).body, { volunteer: { state: 'cancelled' } });
});
