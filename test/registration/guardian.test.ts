import { sql } from 'drizzle-orm';
import t from 'tap';
import { plusMinutes } from '../../src/kit/clock.ts';
import { lockVolunteer } from '../../src/people/index.ts';
import { consentTexts } from '../../src/registration/consent-texts.ts';
import { endUnanswered, lapseGuardians } from '../../src/registration/index.ts';
import { registration } from '../support/steps.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';
import {
  bornYearsAgo,
  community,
  desks,
  guardianOf,
  newcomer,
  setRules,
  waiters,
} from './desks.ts';

const [mother, father] = ['13912348001', '13912348002'];
const paper = '监护人变更表 2026-007，存社区档案柜';

async function child(town: TestTown, phone: string, years: number, serial = 1): Promise<Client> {
  return newcomer(town, phone, {
    ...{ idNumber: await bornYearsAgo(town, years, serial), guardian: guardianOf(mother) },
    ...{ residenceRegion: community, consents: [] },
  });
}

/** Consents of a guardian's, also those that were withdrawn. */
const ofGuardian = async (ward: Client) =>
  (await ward.call('GET', '/v1/consents')).body.items.filter(
    ({ purpose }: { purpose: string }) => purpose !== 'location',
  );

const change = (by: Client, ward: Client, rest: object = {}) =>
  by.call('PUT', `/v1/volunteers/${ward.personId}/guardian`, {
    ...{ ...guardianOf(father), relation: '祖父', ground: paper, ...rest },
  });

t.test(
  'on a signed paper a minor gets another guardian, whose consent stands from then on',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const committee = await town.signIn(desks.committee);
    const ward = await child(town, '13912348000', 12);
    const old = await town.signIn(mother);
    const agreed = { decision: 'agree', consents: { guardian: 1, under_14: 1 } };
    await old.call('POST', `/v1/wards/${ward.personId}/answers`, agreed);
    const seen = await committee.call('GET', `/v1/volunteers/${ward.personId}`);
    t.ok(seen.body.may.includes('change_guardian'), 'it is offered');
    t.match(await change(committee, ward), {
      ...{ status: 200, body: { state: 'active', guardian: { relation: '祖父' } } },
    });
    t.match(
      await ofGuardian(ward),
      [
        { purpose: 'guardian', channel: 'guardian', withdrawnAt: String },
        { purpose: 'under_14', channel: 'guardian', withdrawnAt: String },
        { purpose: 'guardian', channel: 'offline', withdrawnAt: null },
        { purpose: 'under_14', channel: 'offline', withdrawnAt: null },
      ],
      'those of the one before are withdrawn',
    );
    const anew = await town.signIn(father);
    t.same((await old.call('GET', '/v1/wards')).body.items, []);
    t.match((await anew.call('GET', '/v1/wards')).body.items, [{ id: ward.personId }]);
    const { log } = (await ward.call('GET', '/v1/me/data')).body;
    t.match(
      log.find(({ action }: { action: string }) => action === 'volunteer.change_guardian'),
      { changes: { relation: ['父亲', '祖父'], ground: [null, paper] } },
    );
  },
);

t.test('a guardian without a smartphone consents on paper, and the minor goes on', async (t) => {
  const town = await testTown(t, { worker: false });
  const committee = await town.signIn(desks.committee);
  const ward = await child(town, '13912348010', 12);
  const same = { ...guardianOf(mother), ground: paper };
  const path = `/v1/volunteers/${ward.personId}/guardian`;
  t.match(await committee.call('PUT', path, same), { status: 200, body: { state: 'active' } });
  t.match(await ofGuardian(ward), [
    { purpose: 'guardian', channel: 'offline' },
    { purpose: 'under_14', channel: 'offline' },
  ]);
  await ward.renew();
  t.match(await ward.call('GET', '/v1/volunteers/me/balance'), { status: 200 });
  await setRules(town, { 'volunteer.approval_steps': 1 });
  const other = await child(town, '13912348011', 15, 2);
  t.match(
    await change(committee, other),
    { body: { state: 'submitted' } },
    'as many desks as ever',
  );
});

t.test('a minor does not consent with the own phone', async (t) => {
  const town = await testTown(t, { worker: false });
  const own = '13912348030';
  const minor = await town.signIn(own);
  const form = registration({
    ...{ idNumber: await bornYearsAgo(town, 15), residenceRegion: community },
    guardian: guardianOf(own),
  });
  t.match(await minor.call('POST', '/v1/volunteers', form), {
    status: 422,
    body: { code: 'guardian_phone_own', errors: [{ pointer: '/guardian/phone' }] },
  });
  const ward = await child(town, '13912348031', 15, 2);
  const committee = await town.signIn(desks.committee);
  t.match(await change(committee, ward, { phone: '13912348031' }), {
    ...{ status: 422, body: { code: 'guardian_phone_own', errors: [{ pointer: '/phone' }] } },
  });
  const paperForm = { ...form, ground: paper };
  t.match(
    await committee.call('POST', '/v1/assisted-registrations', paperForm),
    { status: 201, body: { phone: null, state: 'active' } },
    'a family with one phone signs the paper, and the minor names none',
  );
});

t.test('whoever is grown up is nobody’s ward, and the guardian is forgotten', async (t) => {
  const town = await testTown(t, { worker: false });
  const guardian = await town.signIn(mother);
  const agreed = await child(town, '13912348040', 17, 1);
  const waiting = await child(town, '13912348041', 17, 2);
  const young = await child(town, '13912348042', 12, 3);
  const agree = (ward: Client, consents: object) =>
    guardian.call('POST', `/v1/wards/${ward.personId}/answers`, { decision: 'agree', consents });
  await agree(agreed, { guardian: 1 });
  await agree(young, { guardian: 1, under_14: 1 });
  const [consent] = await ofGuardian(agreed);
  t.equal(await lapseGuardians(town.deps), 0, 'nobody yet');
  await town.moveTo(plusMinutes(await town.now(), 366 * 24 * 60));
  const later = await town.signIn(mother);
  t.match((await later.call('GET', '/v1/wards')).body.items, [{ id: young.personId }]);
  t.match(await later.call('DELETE', `/v1/consents/${consent.id}`), {
    status: 404,
    body: { code: 'consent_unknown' },
  });
  const answer = { decision: 'refuse' };
  t.match(await later.call('POST', `/v1/wards/${waiting.personId}/answers`, answer), {
    body: { code: 'ward_unknown' },
  });
  t.equal(await lapseGuardians(town.deps), 2);
  const grown = await town.signIn('13912348040');
  t.match((await grown.call('GET', '/v1/volunteers/me')).body, { state: 'active', guardian: null });
  t.match(await ofGuardian(grown), [{ purpose: 'guardian', withdrawnAt: String }]);
  const free = await town.signIn('13912348041');
  t.match((await free.call('GET', '/v1/volunteers/me')).body, { state: 'active', guardian: null });
  const rows = await town.database.ownerDb.execute(sql`
    SELECT guardian_sealed, guardian_index FROM people.volunteer WHERE id = ${agreed.personId}`);
  t.same([...rows], [{ guardian_sealed: null, guardian_index: null }]);
});

t.test('a registration that no guardian answers ends after a month, with its data', async (t) => {
  const town = await testTown(t, { worker: false });
  const ward = await child(town, '13912348050', 15);
  await town.moveTo(plusMinutes(await town.now(), 29 * 24 * 60));
  t.equal(await endUnanswered(town.deps), 0);
  await town.moveTo(plusMinutes(await town.now(), 2 * 24 * 60));
  t.equal(await endUnanswered(town.deps), 1);
  const rows = await town.database.ownerDb.execute(sql`
    SELECT state, name_sealed, guardian_sealed FROM people.volunteer WHERE id = ${ward.personId}`);
  t.same([...rows], [{ state: 'cancelled', name_sealed: null, guardian_sealed: null }]);
});

t.test('who stops being the guardian while answering is not heard', async (t) => {
  const town = await testTown(t, { worker: false });
  const committee = await town.signIn(desks.committee);
  const old = await town.signIn(mother);
  for (const n of [0, 1, 2]) {
    const ward = await child(town, `1391234806${n}`, 15, n + 1);
    // The row is held until both wait for it; the desk comes first.
    const path = `/v1/wards/${ward.personId}/answers`;
    const [changing, answering] = await town.deps.transact(async (tx) => {
      await lockVolunteer(tx, town.deps.book, ward.personId);
      const first = change(committee, ward);
      await waiters(town, 1);
      const second = old.call('POST', path, { decision: 'refuse' });
      await waiters(town, 2);
      return [first, second] as const;
    });
    t.match(await changing, { status: 200, body: { state: 'active' } });
    t.match(await answering, { status: 404, body: { code: 'ward_unknown' } });
  }
  const agreed = await child(town, '13912348069', 15, 9);
  const answer = { decision: 'agree', consents: { guardian: 1 } };
  await old.call('POST', `/v1/wards/${agreed.personId}/answers`, answer);
  const [consent] = await ofGuardian(agreed);
  const [changing, withdrawing] = await town.deps.transact(async (tx) => {
    await lockVolunteer(tx, town.deps.book, agreed.personId);
    const first = change(committee, agreed);
    await waiters(town, 1);
    const second = old.call('DELETE', `/v1/consents/${consent.id}`);
    await waiters(town, 2);
    return [first, second] as const;
  });
  t.match(await changing, { status: 200, body: { state: 'active' } });
  t.match(await withdrawing, { status: 404, body: { code: 'consent_unknown' } });
});

t.test('a guardian is of age, on paper, and of a minor', async (t) => {
  const town = await testTown(t, { worker: false });
  const committee = await town.signIn(desks.committee);
  const ward = await child(town, '13912348020', 12);
  const young = await bornYearsAgo(town, 17, 9);
  t.match(await change(committee, ward, { idNumber: young }), {
    ...{ status: 422, body: { code: 'guardian_invalid', errors: [{ pointer: '/idNumber' }] } },
  });
  t.match(await change(committee, ward, { phone: '12345678901' }), {
    ...{ status: 422, body: { code: 'phone_invalid', errors: [{ pointer: '/phone' }] } },
  });
  t.match(await change(committee, ward, { ground: ' ' }), { status: 400 });
  const grown = await newcomer(town, '13912348021', { residenceRegion: community });
  t.match(await change(committee, grown), {
    ...{ status: 409, body: { code: 'volunteer_state_wrong' } },
  });
});

t.test('people read the very words that they have agreed to', async (t) => {
  const { stranger } = await testTown(t, { worker: false });
  for (const [purpose, texts] of Object.entries(consentTexts))
    for (const [n, text] of texts.entries()) {
      const { status, body } = await stranger().call(
        'GET',
        `/v1/consent-texts/${purpose}/${n + 1}`,
      );
      t.same([status, body], [200, { purpose, textVersion: n + 1, text }]);
    }
  t.match(await stranger().call('GET', '/v1/consent-texts/health/99'), {
    ...{ status: 404, body: { code: 'consent_text_unknown' } },
  });
  t.match(await stranger().call('GET', '/v1/consent-texts/health/0'), { status: 400 });
  t.match(await stranger().call('GET', '/v1/consent-texts/else/1'), { status: 400 });
});
