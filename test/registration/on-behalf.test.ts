import { sql } from 'drizzle-orm';
import t from 'tap';
import { registration, weekly } from '../support/steps.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';
import {
  bornYearsAgo,
  community,
  desks,
  guardianOf,
  newcomer,
  otherOfficer,
  setRules,
} from './desks.ts';

const ground = '纸质申请 2026-061，存社区档案柜';

/** Somebody without a phone, whom the committee has entered. */
async function elderOf(committee: Client, rest: object = {}): Promise<string> {
  const form = registration({ ground, residenceRegion: community, consents: [], ...rest });
  const { status, body } = await committee.call('POST', '/v1/assisted-registrations', form);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
}

/** What the log says that was done to somebody. */
const logged = (town: TestTown, action: string) =>
  town.database.ownerDb.execute<{ person_id: string; object_id: string; changes: object }>(
    sql`SELECT person_id, object_id, changes FROM audit.entry WHERE action = ${action}`,
  );

t.test('whoever has no phone has every right at the desk, on a paper that is named', async (t) => {
  const town = await testTown(t, { worker: false });
  const committee = await town.signIn(desks.committee);
  const street = await town.signIn(desks.street);
  const id = await elderOf(committee);
  const path = `/v1/volunteers/${id}`;
  const { may } = (await committee.call('GET', path)).body;
  for (const deed of ['act_for', 'end_for', 'export_for']) t.ok(may.includes(deed), deed);
  const consents = async () => (await committee.call('GET', `${path}/consents`)).body.items;
  t.same(await consents(), []);
  const health = { purpose: 'health', textVersion: 1 };
  t.match(await committee.call('POST', `${path}/consents`, health), { status: 400 }, 'no ground');
  t.match(await committee.call('POST', `${path}/consents`, { ...health, ground }), {
    status: 201,
    body: { purpose: 'health', channel: 'offline' },
  });
  const offer = { skills: ['law'], categories: ['SC05'], availability: weekly, isStudent: false };
  t.match(
    await committee.call('PUT', `${path}/offer`, { ...offer, healthLimits: '不能久站', ground }),
    { status: 200, body: { skills: ['law'], hasHealthLimits: true } },
  );
  const [standing] = await consents();
  const withdrawal = { consentId: standing.id, ground };
  t.match(await committee.call('POST', `${path}/consent-withdrawals`, withdrawal), { status: 204 });
  t.match(await committee.call('POST', `${path}/consent-withdrawals`, withdrawal), {
    status: 404,
    body: { code: 'consent_unknown', errors: [{ pointer: '/consentId' }] },
  });
  t.match((await committee.call('GET', path)).body, { hasHealthLimits: false });
  const asked = await committee.call('POST', `${path}/corrections`, {
    ...{ field: 'address', wanted: '新兴里 12 号楼', reason: '搬了家', ground },
  });
  t.match(asked, { status: 201, body: { state: 'open', mayDecide: false } });
  t.match(
    await street.call('POST', `/v1/corrections/${asked.body.id}/decisions`, {
      decision: 'accept',
    }),
    { status: 201 },
  );
  t.match(await committee.call('POST', `${path}/exports`, { ground }), {
    status: 201,
    body: { person: { name: '王芳', details: { address: '新兴里 12 号楼' } } },
  });
  t.match(
    [...(await logged(town, 'person.export_for'))],
    [{ person_id: committee.personId, object_id: id, changes: { ground: [null, ground] } }],
    'the officer has seen all of it',
  );
  t.match(await committee.call('POST', `${path}/endings`, { ground }), {
    status: 201,
    body: { state: 'cancelled', idNumber: null },
  });
  t.match(
    [...(await logged(town, 'volunteer.end_for'))],
    [{ person_id: committee.personId, changes: { ground: [null, ground] } }],
  );
  t.match(await committee.call('POST', `${path}/endings`, { ground }), {
    status: 409,
    body: { code: 'volunteer_state_wrong' },
  });
});

t.test('nobody acts so for oneself, nor for whom they do not see', async (t) => {
  const town = await testTown(t, { worker: false });
  const committee = await town.signIn(desks.committee);
  const street = await town.signIn(desks.street);
  const officer = await otherOfficer(town, street);
  const form = registration({ residenceRegion: community, idNumber: '120101199003071235' });
  t.match(await officer.call('POST', '/v1/volunteers', form), { status: 201 });
  t.match(await officer.call('POST', `/v1/volunteers/${officer.personId}/endings`, { ground }), {
    status: 403,
    body: { code: 'self_review' },
  });
  const id = await elderOf(committee);
  await street.call('POST', '/v1/role-grants', {
    ...{ phone: '13912345698', role: 'liaison_officer', scope: community },
  });
  const liaison = await town.signIn('13912345698');
  t.match(await liaison.call('GET', `/v1/volunteers/${id}/consents`), { status: 200 });
  await street.call('PUT', `/v1/volunteers/${id}/protection`);
  t.match(
    await liaison.call('GET', `/v1/volunteers/${id}/consents`),
    { status: 404, body: { code: 'volunteer_unknown' } },
    'protected people are looked after by community and street',
  );
});

t.test('a guardian withdraws at the desk too, and the minor serves no more', async (t) => {
  const town = await testTown(t, { worker: false });
  const committee = await town.signIn(desks.committee);
  const idNumber = await bornYearsAgo(town, 12);
  const id = await elderOf(committee, { idNumber, guardian: guardianOf('13912345697') });
  const path = `/v1/volunteers/${id}`;
  const { items } = (await committee.call('GET', `${path}/consents`)).body;
  t.match(items, [{ purpose: 'guardian' }, { purpose: 'under_14' }]);
  const withdrawal = { consentId: items[0].id, ground };
  t.match(await committee.call('POST', `${path}/consent-withdrawals`, withdrawal), { status: 204 });
  t.match((await committee.call('GET', path)).body, { state: 'cancelled' });
});

t.test('an organisation says nothing in the guardian’s place', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  await setRules(town, { 'volunteer.approval_steps': 0 });
  const entered = await street.call('POST', '/v1/organisations', {
    ...{ kind: 'unit_team', type: 'mutual_aid', name: '少年服务队', region: community },
    leaderPhone: '13912345694',
  });
  const organisationId = entered.body.id;
  await street.call('POST', '/v1/role-grants', {
    ...{ phone: '13912345693', role: 'organisation_head', scope: organisationId },
  });
  const head = await town.signIn('13912345693');
  const enrol = async (years: number, rest: object) =>
    head.call(
      'POST',
      '/v1/assisted-registrations',
      registration({
        ...{ ground, organisationId, guardian: guardianOf('13912345692') },
        ...{ idNumber: await bornYearsAgo(town, years), ...rest },
      }),
    );
  t.match(await enrol(12, { phone: '13912345691' }), {
    status: 422,
    body: { code: 'child_consent' },
  });
  const child = await enrol(12, { phone: '13912345691', consents: [] });
  t.match(child, { status: 201, body: { state: 'guardian_pending', channel: 'organisation' } });
  const guardian = await town.signIn('13912345692');
  const answer = { decision: 'agree', consents: { guardian: 1, under_14: 1 } };
  t.match(await guardian.call('POST', `/v1/wards/${child.body.id}/answers`, answer), {
    status: 201,
    body: { state: 'active' },
  });
});

t.test('a clerk reads of the phone and number that were typed', async (t) => {
  const town = await testTown(t, { worker: false });
  const committee = await town.signIn(desks.committee);
  await newcomer(town, '13912345690', { residenceRegion: community });
  const assist = (rest: object) =>
    committee.call(
      'POST',
      '/v1/assisted-registrations',
      registration({ ground, residenceRegion: community, ...rest }),
    );
  t.match(await assist({ phone: '13912345690', idNumber: '120101199003071235' }), {
    status: 409,
    body: { code: 'phone_of_volunteer', errors: [{ pointer: '/phone' }] },
  });
  t.match(await assist({ name: '别的人' }), {
    status: 409,
    body: { code: 'id_number_of_other', errors: [{ pointer: '/idNumber' }] },
  });
});
