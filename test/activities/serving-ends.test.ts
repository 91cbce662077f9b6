import t, { type Test } from 'tap';
import { bornYearsAgo, community, guardianOf, newcomer } from '../registration/desks.ts';
import { phones, published } from '../support/steps.ts';
import { type Client, testTown } from '../support/town.ts';

/** Activities with one place each, and somebody who waits for it behind whoever signs up first. */
async function townWithPlaces(t: Test) {
  const town = await testTown(t, { worker: false });
  const station = await town.signIn(phones.station(1));
  const streetOffice = await town.signIn(phones.streetOffice);
  const waiting = await town.signIn(phones.volunteer(1));
  const signUp = (who: Client, id: string) => who.call('POST', `/v1/activities/${id}/sign-ups`, {});
  return {
    ...{ town, station, streetOffice, signUp },
    publish: (title = '社区送餐') =>
      published(town, { station, streetOffice }, { capacity: 1, title }),
    async taken(id: string, by: Client) {
      t.match(await signUp(by, id), { status: 201, body: { state: 'applied' } });
      t.match(await signUp(waiting, id), { status: 201, body: { state: 'waiting' } });
    },
    states: async (id: string) =>
      (await station.call('GET', `/v1/activities/${id}/sign-ups`)).body.items.map(
        ({ state }: { state: string }) => state,
      ),
  };
}

t.test('a guardian who takes the consent back takes the minor’s places back, too', async (t) => {
  const { town, publish, taken, states } = await townWithPlaces(t);
  const [phone, guardianPhone] = ['13912349001', '13912349002'];
  const ward = await newcomer(town, phone, {
    ...{ idNumber: await bornYearsAgo(town, 15), guardian: guardianOf(guardianPhone) },
    residenceRegion: community,
  });
  const guardian = await town.signIn(guardianPhone);
  await guardian.call('POST', `/v1/wards/${ward.personId}/answers`, {
    ...{ decision: 'agree', consents: { guardian: 1 } },
  });
  await ward.renew();
  const id = await publish();
  await taken(id, ward);
  const { items } = (await ward.call('GET', '/v1/consents')).body;
  const given = items.find(({ purpose }: { purpose: string }) => purpose === 'guardian');
  t.match(await guardian.call('DELETE', `/v1/consents/${given.id}`), { status: 204 });
  t.same(await states(id), ['cancelled', 'applied']);
});

t.test('of whoever is revoked the places go to others', async (t) => {
  const { town, streetOffice, publish, taken, states } = await townWithPlaces(t);
  const wang = await newcomer(town, '13912349011', { residenceRegion: community });
  await wang.renew();
  const id = await publish();
  await taken(id, wang);
  const revoked = await streetOffice.call('POST', `/v1/volunteers/${wang.personId}/decisions`, {
    ...{ decision: 'revoke', reason: '冒用他人证件' },
  });
  t.match(revoked, { status: 201 });
  t.same(await states(id), ['cancelled', 'applied']);
  const { body } = await wang.call('GET', '/v1/me/data');
  const entry = body.log.find(({ action }: { action: string }) => action === 'volunteer.revoke');
  t.ok(entry, 'and it says so in their log');
});

t.test('a sign-up goes on under the registration that goes on', async (t) => {
  const { town, streetOffice, signUp, publish, taken, states } = await townWithPlaces(t);
  const kept = await newcomer(town, '13912349021');
  const duplicate = await newcomer(town, '13912349022', {
    ...{ idType: 'passport', idNumber: 'E12345678', sex: 'female', birthDate: '1948-02-29' },
  });
  for (const each of [kept, duplicate]) await each.renew();
  const [alone, both] = [await publish(), await publish('社区清洁')];
  await taken(alone, duplicate);
  await taken(both, duplicate);
  t.match(await signUp(kept, both), { body: { state: 'waiting' } });
  const merged = await streetOffice.call('POST', '/v1/volunteer-merges', {
    ...{ keptId: kept.personId, duplicateId: duplicate.personId, reason: '同一人两次登记' },
  });
  t.match(merged, { status: 201 });
  t.same(await states(alone), ['applied', 'waiting'], 'the place stays theirs');
  const own = await kept.call('DELETE', `/v1/activities/${alone}/sign-ups/mine`);
  t.match(own, { body: { state: 'cancelled' } }, 'it is the one who goes on that has it');
  t.same(await states(both), ['cancelled', 'applied', 'waiting'], 'of two, one is given up');
});
