import { sql } from 'drizzle-orm';
import t from 'tap';
import { giveConsent } from '../../src/registration/give-consent.ts';
import { here, phones, published, registration, weekly } from '../support/steps.ts';
import { testTown } from '../support/town.ts';
import {
  bornYearsAgo,
  community,
  desks,
  guardianOf,
  newcomer,
  otherOfficer,
  reject,
  setRules,
} from './desks.ts';

t.test(
  'a minor serves only when the guardian has agreed, to each purpose on its own',
  async (t) => {
    const town = await testTown(t, { worker: false });
    await setRules(town, { 'volunteer.approval_steps': 1 });
    const phone = '13912345701';
    const child = await newcomer(town, '13912345700', {
      ...{ idNumber: await bornYearsAgo(town, 13), guardian: guardianOf(phone), consents: [] },
    });
    t.match((await child.call('GET', '/v1/volunteers/me')).body, { state: 'guardian_pending' });
    const stranger = await town.signIn('13912345702');
    const guardian = await town.signIn(phone);
    const answer = (by: typeof guardian, body: object) =>
      by.call('POST', `/v1/wards/${child.personId}/answers`, body);
    const agree = (consents: object) => ({ decision: 'agree', consents });
    t.same((await stranger.call('GET', '/v1/wards')).body, { items: [] });
    t.match(await answer(stranger, agree({ guardian: 1, under_14: 1 })), {
      status: 404,
      body: { code: 'ward_unknown' },
    });
    t.match((await guardian.call('GET', '/v1/wards')).body.items, [
      {
        id: child.personId,
        name: '王*',
        purposes: ['guardian', 'under_14'],
        optional: ['location', 'health'],
      },
    ]);
    t.match(await answer(guardian, agree({ guardian: 1 })), {
      status: 422,
      body: { code: 'ward_consent_missing', errors: [{ pointer: '/consents' }] },
    });
    t.match(await answer(guardian, agree({ guardian: 1, under_14: 2 })), {
      status: 409,
      body: { code: 'consent_text_old' },
    });
    t.same((await child.call('GET', '/v1/consents')).body.items, []);
    t.match(await answer(guardian, agree({ guardian: 1, under_14: 1 })), {
      status: 201,
      body: { state: 'submitted' },
    });
    t.match(await answer(guardian, { decision: 'refuse' }), {
      status: 409,
      body: { code: 'volunteer_state_wrong' },
    });
    t.match((await child.call('GET', '/v1/consents')).body.items, [
      { purpose: 'guardian', channel: 'guardian' },
      { purpose: 'under_14', channel: 'guardian' },
    ]);
  },
);

t.test(
  'ages are counted to the day: at 14 the second consent, at 18 the guardian is not needed',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const phone = '13912345711';
    const ages: [years: number, days: number, purposes: string[]][] = [
      [14, -1, ['guardian', 'under_14']],
      [14, 0, ['guardian']],
      [18, -1, ['guardian']],
    ];
    for (const [n, [years, days]] of ages.entries())
      await newcomer(town, `1391234572${n}`, {
        idNumber: await bornYearsAgo(town, years, n + 1, days),
        ...{ guardian: guardianOf(phone), consents: [] },
      });
    const guardian = await town.signIn(phone);
    const { items } = (await guardian.call('GET', '/v1/wards')).body;
    t.same(
      items.map(({ purposes }: { purposes: string[] }) => purposes).sort(),
      ages.map(([, , purposes]) => purposes).sort(),
    );
    const grown = await newcomer(town, '13912345729', {
      idNumber: await bornYearsAgo(town, 18, 9),
    });
    t.match((await grown.call('GET', '/v1/volunteers/me')).body, {
      state: 'active',
      guardian: null,
    });
  },
);

t.test('when the guardian refuses, nothing personal of the child is kept', async (t) => {
  const town = await testTown(t, { worker: false });
  const phone = '13912345731';
  const idNumber = await bornYearsAgo(town, 12);
  const form = { idNumber, guardian: guardianOf(phone), consents: [] };
  const child = await newcomer(town, '13912345730', form);
  const guardian = await town.signIn(phone);
  t.match(
    await guardian.call('POST', `/v1/wards/${child.personId}/answers`, { decision: 'refuse' }),
    { status: 201, body: { state: 'cancelled', name: '（已注销 / has left）', idNumber: null } },
  );
  t.same((await guardian.call('GET', '/v1/wards')).body.items, []);
  t.match(
    await child.call('POST', '/v1/volunteers', registration(form)),
    { status: 201 },
    'asked again',
  );
});

t.test('a guardian who withdraws ends the service, and both consents', async (t) => {
  const town = await testTown(t, { worker: false });
  const phone = '13912345741';
  const child = await newcomer(town, '13912345740', {
    ...{ idNumber: await bornYearsAgo(town, 10), guardian: guardianOf(phone), consents: [] },
  });
  const guardian = await town.signIn(phone);
  await guardian.call('POST', `/v1/wards/${child.personId}/answers`, {
    ...{ decision: 'agree', consents: { guardian: 1, under_14: 1 } },
  });
  await child.renew();
  t.match(await child.call('GET', '/v1/volunteers/me/balance'), { status: 200 });
  const { items } = (await child.call('GET', '/v1/consents')).body;
  const given = items.find(({ purpose }: { purpose: string }) => purpose === 'under_14');
  const stranger = await town.signIn('13912345742');
  t.match(await stranger.call('DELETE', `/v1/consents/${given.id}`), {
    status: 404,
    body: { code: 'consent_unknown' },
  });
  const wards = async () => (await guardian.call('GET', '/v1/wards')).body.items;
  t.match(await wards(), [
    { consents: [{ purpose: 'guardian' }, { id: given.id, purpose: 'under_14' }] },
  ]);
  t.match(await guardian.call('DELETE', `/v1/consents/${given.id}`), { status: 204 });
  t.same(await wards(), [], 'no ward any more');
  t.match((await child.call('GET', '/v1/consents')).body.items, [
    { purpose: 'guardian', withdrawnAt: String },
    { purpose: 'under_14', withdrawnAt: String },
  ]);
  t.match((await child.call('GET', '/v1/volunteers/me')).body, { state: 'cancelled' });
  await child.renew();
  t.match(await child.call('GET', '/v1/volunteers/me/balance'), {
    body: { code: 'not_a_volunteer' },
  });
});

t.test('a consent is given once, to the words of today, and taken back at once', async (t) => {
  const town = await testTown(t, { worker: false });
  const wang = await newcomer(town, '13912345750', {
    ...{ consents: ['health'], healthLimits: '膝盖不好，不能久站' },
  });
  const [first] = (await wang.call('GET', '/v1/consents')).body.items;
  const again = await wang.call('POST', '/v1/consents', { purpose: 'health', textVersion: 1 });
  t.match(again, { status: 201, body: { id: first.id } });
  t.match(await wang.call('POST', '/v1/consents', { purpose: 'location', textVersion: 2 }), {
    status: 409,
    body: { code: 'consent_text_old', errors: [{ pointer: '/textVersion' }] },
  });
  t.match((await wang.call('GET', '/v1/volunteers/me')).body, { hasHealthLimits: true });
  const offer = { skills: [], categories: ['SC01'], availability: weekly, isStudent: false };
  const offers = async (healthLimits?: string) =>
    (await wang.call('PUT', '/v1/volunteers/me/offer', { ...offer, healthLimits })).body;
  t.match(await offers(), { hasHealthLimits: true }, 'what is not named stays');
  t.match(await offers('  '), { hasHealthLimits: false }, 'what is emptied goes');
  t.match(await offers('不能久站'), { hasHealthLimits: true });
  t.match(await wang.call('DELETE', `/v1/consents/${first.id}`), { status: 204 });
  t.match((await wang.call('GET', '/v1/volunteers/me')).body, {
    ...{ hasHealthLimits: false, state: 'active' },
  });
  const rows = await town.database.ownerDb.execute(
    sql`SELECT health_sealed FROM people.volunteer WHERE id = ${wang.personId}`,
  );
  t.same([...rows], [{ health_sealed: null }], 'it is deleted, not hidden');
  t.match(await wang.call('DELETE', `/v1/consents/${first.id}`), {
    status: 404,
    body: { code: 'consent_unknown' },
  });
});

t.test('who does not want to be located checks in by the code alone', async (t) => {
  const town = await testTown(t, { worker: false });
  const station = await town.signIn(phones.station(1));
  const streetOffice = await town.signIn(phones.streetOffice);
  const id = await published(town, { station, streetOffice });
  const wang = await newcomer(town, '13912345760', { consents: [] });
  await wang.renew();
  const signUp = await wang.call('POST', `/v1/activities/${id}/sign-ups`, {});
  await station.call('POST', `/v1/activities/${id}/admissions`, { signUpIds: [signUp.body.id] });
  const comes = async (purpose: 'check_in' | 'check_out', rest: object = {}) => {
    const path = `/v1/activities/${id}/attendance-code?purpose=${purpose}`;
    const { code } = (await station.call('GET', path)).body;
    const going = purpose === 'check_in' ? 'check-ins' : 'check-outs';
    return wang.call('POST', `/v1/activities/${id}/${going}`, { code, ...rest });
  };
  t.match(await comes('check_in', { position: here }), {
    status: 403,
    body: { code: 'location_not_agreed', errors: [{ pointer: '/position' }] },
  });
  t.match(await comes('check_in'), { status: 201, body: { state: 'checked_in' } });
  await wang.call('POST', '/v1/consents', { purpose: 'location', textVersion: 1 });
  t.match(await comes('check_out', { position: here }), { status: 201 });
  const rows = await town.database.ownerDb.execute(
    sql`SELECT in_metres, out_metres FROM activities.attendance WHERE volunteer_id = ${wang.personId}`,
  );
  t.same([...rows], [{ in_metres: null, out_metres: 0 }]);
  t.match((await station.call('GET', `/v1/activities/${id}/sign-ups`)).body.items, [
    { attendance: [{ nearbyIn: false, nearbyOut: true }] },
  ]);
});

t.test('a child agrees to nothing: the guardian says about position and health', async (t) => {
  const town = await testTown(t, { worker: false });
  const phone = '13912345771';
  const person = await town.signIn('13912345770');
  const form = registration({
    ...{ idNumber: await bornYearsAgo(town, 12), guardian: guardianOf(phone) },
  });
  t.match(await person.call('POST', '/v1/volunteers', form), {
    status: 422,
    body: { code: 'child_consent', errors: [{ pointer: '/consents' }] },
  });
  await person.call('POST', '/v1/consents', { purpose: 'health', textVersion: 1 });
  t.match(await person.call('POST', '/v1/volunteers', { ...form, consents: [] }), { status: 201 });
  t.match(
    (await person.call('GET', '/v1/consents')).body.items,
    [{ purpose: 'health', withdrawnAt: String }],
    'what was agreed to before registering is not in force',
  );
  t.match(await person.call('POST', '/v1/consents', { purpose: 'location', textVersion: 1 }), {
    status: 422,
    body: { code: 'child_consent', errors: [{ pointer: '/purpose' }] },
  });
  const guardian = await town.signIn(phone);
  const consents = { guardian: 1, under_14: 1, location: 1 };
  const path = `/v1/wards/${person.personId}/answers`;
  t.match(await guardian.call('POST', path, { decision: 'agree', consents }), { status: 201 });
  const inForce = (await person.call('GET', '/v1/consents')).body.items.filter(
    ({ withdrawnAt }: { withdrawnAt: string | null }) => withdrawnAt === null,
  );
  t.match(inForce, [
    { purpose: 'guardian', channel: 'guardian' },
    { purpose: 'under_14', channel: 'guardian' },
    { purpose: 'location', channel: 'guardian' },
  ]);
  t.match(await guardian.call('DELETE', `/v1/consents/${inForce[2].id}`), { status: 204 });
  t.match(
    (await guardian.call('GET', '/v1/wards')).body.items,
    [{ state: 'active', consents: [{ purpose: 'guardian' }, { purpose: 'under_14' }] }],
    'only that one',
  );
});

t.test('from 14 on, position and health are not the guardian’s to agree to', async (t) => {
  const town = await testTown(t, { worker: false });
  const phone = '13912345781';
  const minor = await newcomer(town, '13912345780', {
    ...{ idNumber: await bornYearsAgo(town, 15), guardian: guardianOf(phone) },
  });
  const guardian = await town.signIn(phone);
  t.match((await guardian.call('GET', '/v1/wards')).body.items, [{ optional: [] }]);
  const path = `/v1/wards/${minor.personId}/answers`;
  const consents = { guardian: 1, location: 1 };
  t.match(await guardian.call('POST', path, { decision: 'agree', consents }), {
    status: 422,
    body: { code: 'consent_not_asked' },
  });
  t.match((await minor.call('GET', '/v1/consents')).body.items, [
    { purpose: 'location', channel: 'self', withdrawnAt: null },
  ]);
});

t.test('a form that is sent again says all that is agreed to', async (t) => {
  const town = await testTown(t, { worker: false });
  await setRules(town, { 'volunteer.approval_steps': 1 });
  const committee = await town.signIn(desks.committee);
  const consents = ['location', 'health'];
  const wang = await newcomer(town, '13912345790', { consents, residenceRegion: community });
  t.match(await reject(committee, wang.personId), { status: 201 });
  const again = registration({ consents: ['health'], residenceRegion: community });
  t.match(await wang.call('POST', '/v1/volunteers', again), { status: 201 });
  const inForce = async () =>
    (await wang.call('GET', '/v1/consents')).body.items
      .filter(({ withdrawnAt }: { withdrawnAt: string | null }) => withdrawnAt === null)
      .map(({ purpose, channel }: { purpose: string; channel: string }) => [purpose, channel]);
  t.same(await inForce(), [['health', 'self']], 'declined on the second form');
  const officer = await otherOfficer(town, await town.signIn(desks.street));
  const ended = await officer.call('POST', `/v1/volunteers/${wang.personId}/endings`, {
    ground: '纸质申请 2026-041，存社区档案柜',
  });
  t.match(ended, { status: 201, body: { state: 'cancelled' } });
  t.same(await inForce(), [], 'nothing outlives the registration');
});

t.test('who agrees anew, in other words or oneself after a desk, replaces what was', async (t) => {
  const town = await testTown(t, { worker: false });
  const { deps, database } = town;
  const committee = await town.signIn(desks.committee);
  const form = { ground: '纸质登记表 2026-031', phone: '13912345795', residenceRegion: community };
  const entered = await committee.call('POST', '/v1/assisted-registrations', registration(form));
  t.match(entered, { status: 201 });
  const wang = await town.signIn('13912345795');
  const all = async () => (await wang.call('GET', '/v1/consents')).body.items;
  t.match(await all(), [{ purpose: 'location', channel: 'offline', withdrawnAt: null }]);
  t.match(await wang.call('POST', '/v1/consents', { purpose: 'location', textVersion: 1 }), {
    status: 201,
    body: { channel: 'self', withdrawnAt: null },
  });
  t.match(await all(), [{ channel: 'offline', withdrawnAt: String }, { channel: 'self' }]);
  // As if the text had changed since.
  await database.ownerDb.execute(
    sql`UPDATE registration.consent SET text_version = 9 WHERE person_id = ${wang.personId} AND withdrawn_at IS NULL`,
  );
  const anew = { purpose: 'location' as const, textVersion: 1 };
  const who = { book: deps.book, personId: wang.personId, sessionId: '', roles: [] };
  t.match(await giveConsent(deps, who, anew), { textVersion: 1, withdrawnAt: null });
  t.match(await all(), [{}, { textVersion: 9, withdrawnAt: String }, { textVersion: 1 }]);
});
