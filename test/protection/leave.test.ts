import { sql } from 'drizzle-orm';
import t from 'tap';
import { plusMinutes } from '../../src/kit/clock.ts';
import { newcomer } from '../registration/desks.ts';
import { givePoints } from '../support/points.ts';
import { comeOrGo, phones, published, registration } from '../support/steps.ts';
import { testTown } from '../support/town.ts';

t.test('of whoever leaves only a pseudonym stays, and the books stay in order', async (t) => {
  const town = await testTown(t, { worker: false });
  const station = await town.signIn(phones.station(1));
  const streetOffice = await town.signIn(phones.streetOffice);
  const id = await published(town, { station, streetOffice });
  const phone = '13912345800';
  const wang = await newcomer(town, phone);
  await wang.renew();
  await wang.call('POST', `/v1/activities/${id}/sign-ups`, {});
  await givePoints(town, [wang.personId], 500);
  t.match(await wang.call('DELETE', '/v1/me'), { status: 204 });

  const [person] = await town.database.ownerDb.execute(
    sql`SELECT phone_sealed, phone_index, key_sealed, left_at IS NOT NULL AS left FROM people.person WHERE id = ${wang.personId}`,
  );
  t.same(person, { phone_sealed: null, phone_index: null, key_sealed: null, left: true });
  const [row] = await town.database.ownerDb.execute(
    sql`SELECT state, name_sealed, id_number_sealed, id_number_index, details_sealed, health_sealed FROM people.volunteer WHERE id = ${wang.personId}`,
  );
  const gone = { name_sealed: null, id_number_sealed: null, id_number_index: null };
  t.same(row, { state: 'cancelled', ...gone, details_sealed: null, health_sealed: null });
  t.match((await wang.renew()).status, 401, 'no device is signed in any more');
  t.match((await station.call('GET', `/v1/activities/${id}/sign-ups`)).body.items, [
    { state: 'cancelled', volunteer: { name: '（已注销 / has left）' } },
  ]);
  t.match((await streetOffice.call('GET', `/v1/volunteers/${wang.personId}`)).body, {
    ...{ state: 'cancelled', name: '（已注销 / has left）', phone: null, idNumber: null },
  });

  await town.moveTo(plusMinutes(await town.now(), 2));
  const anew = await town.signIn(phone);
  t.not(anew.personId, wang.personId, 'the phone is somebody new');
  t.match(await anew.call('POST', '/v1/volunteers', registration()), { status: 201 });
});

t.test('whoever works here is released first', async (t) => {
  const town = await testTown(t, { worker: false });
  const station = await town.signIn(phones.station(1));
  t.match(await station.call('DELETE', '/v1/me'), { status: 409, body: { code: 'roles_held' } });
  t.match(await station.call('GET', '/v1/me'), { status: 200 });
});

t.test('whoever was revoked does not come back by leaving', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(phones.streetOffice);
  const wang = await newcomer(town, '13912345810');
  const revoked = await street.call('POST', `/v1/volunteers/${wang.personId}/decisions`, {
    ...{ decision: 'revoke', reason: '伪造服务记录' },
  });
  t.match(revoked, { status: 201 });
  await wang.renew();
  t.match(await wang.call('DELETE', '/v1/me'), { status: 204 });
  t.match((await street.call('GET', `/v1/volunteers/${wang.personId}`)).body, {
    ...{ state: 'revoked', name: '（已注销 / has left）', idNumber: null },
  });
  const anew = await town.signIn('13912345811');
  t.match(await anew.call('POST', '/v1/volunteers', registration()), {
    status: 409,
    body: { code: 'id_number_registered' },
  });
});

t.test(
  'places at activities to come go to whoever waits; what has begun is recorded',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const station = await town.signIn(phones.station(1));
    const streetOffice = await town.signIn(phones.streetOffice);
    const [first, second] = [
      await published(town, { station, streetOffice }, { capacity: 1 }),
      await published(town, { station, streetOffice }, { capacity: 1, title: '社区清洁' }),
    ];
    const leaving = await newcomer(town, '13912345820');
    await leaving.renew();
    const waiting = await town.signIn(phones.volunteer(1));
    const signUp = async (who: typeof waiting, id: string) =>
      (await who.call('POST', `/v1/activities/${id}/sign-ups`, {})).body;
    const begun = await signUp(leaving, first);
    await signUp(leaving, second);
    t.match(await signUp(waiting, second), { state: 'waiting' });
    await station.call('POST', `/v1/activities/${first}/admissions`, { signUpIds: [begun.id] });
    t.match(await comeOrGo(station, leaving, first, 'check_in'), { status: 201 });
    t.match(await leaving.call('DELETE', '/v1/me'), { status: 204 });
    const states = async (id: string) =>
      (await station.call('GET', `/v1/activities/${id}/sign-ups`)).body.items.map(
        ({ state }: { state: string }) => state,
      );
    t.same(await states(first), ['checked_in']);
    t.same(await states(second), ['cancelled', 'applied']);
    const [counts] = await town.database.ownerDb.execute(
      sql`SELECT taken, waiting FROM activities.activity WHERE id = ${second}`,
    );
    t.same(counts, { taken: 1, waiting: 0 });
  },
);
