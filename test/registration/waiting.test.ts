import t from 'tap';
import { listVolunteers } from '../../src/registration/list-volunteers.ts';
import { reviewVolunteer } from '../../src/registration/review-volunteer.ts';
import { registration } from '../support/steps.ts';
import { type Client, testTown } from '../support/town.ts';
import { bornYearsAgo, community, desks, newcomer, otherOfficer, setRules } from './desks.ts';

t.test('what waits for a desk is what it may decide', async (t) => {
  const town = await testTown(t, { worker: false });
  await setRules(town, { 'volunteer.approval_steps': 3 });
  const street = await town.signIn(desks.street);
  const committee = await town.signIn(desks.committee);
  const officer = await otherOfficer(town, street);
  const waiting = async (desk: Client) =>
    (await desk.call('GET', '/v1/volunteers?view=review')).body.items.map(
      ({ id }: { id: string }) => id,
    );
  await officer.call('POST', '/v1/volunteers', registration({ residenceRegion: community }));
  const entered = await officer.call(
    'POST',
    '/v1/assisted-registrations',
    registration({ idNumber: '120101199003071235', ground: '纸质登记表 2026-031' }),
  );
  const { id } = entered.body;
  t.same(await waiting(officer), [], 'neither oneself nor whom one entered');
  t.match((await officer.call('GET', `/v1/volunteers/${id}`)).body, { byColleague: true });
  t.same(await waiting(committee), [officer.personId, id]);
  t.match((await committee.call('GET', `/v1/volunteers/${id}`)).body, { byColleague: false });
  await committee.call('POST', `/v1/volunteers/${id}/decisions`, { decision: 'approve' });
  t.same(await waiting(committee), [officer.personId]);
  t.same(await waiting(street), [id]);

  // Of a street here, and of a community in another one: each step where it is theirs.
  const elsewhere = await newcomer(town, '13912345691', {
    ...{ residenceRegion: '120101001001', idNumber: await bornYearsAgo(town, 30) },
  });
  const both = { role: 'residents_committee' as const, scope: '120101001001', grant: 'a' };
  const actor = {
    ...{ book: town.deps.book, personId: street.personId, sessionId: '' },
    roles: [both, { role: 'street_office' as const, scope: community.slice(0, 9), grant: 'b' }],
  };
  const listed = async () =>
    (await listVolunteers(town.deps, actor, { view: 'review', limit: 10 })).items.map(
      (one) => one.id,
    );
  t.same(await listed(), [id, elsewhere.personId]);
  const desk = { ...actor, personId: committee.personId, roles: [both] };
  await reviewVolunteer(town.deps, desk, elsewhere.personId, { decision: 'approve' });
  t.same(await listed(), [id], 'that is with the other street now');
});
