import t from 'tap';
import { consentTexts } from '../../src/registration/consent-texts.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';
import { bornYearsAgo, community, desks, guardianOf, newcomer } from './desks.ts';

const [mother, father] = ['13912348001', '13912348002'];
const paper = '监护人变更表 2026-007，存社区档案柜';

async function child(town: TestTown, phone: string, years: number, serial = 1): Promise<Client> {
  return newcomer(town, phone, {
    ...{ idNumber: await bornYearsAgo(town, years, serial), guardian: guardianOf(mother) },
    residenceRegion: community,
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

t.test('where nobody has agreed yet, the new guardian is waited for', async (t) => {
  const town = await testTown(t, { worker: false });
  const committee = await town.signIn(desks.committee);
  const ward = await child(town, '13912348010', 15);
  t.match(await change(committee, ward), { status: 200, body: { state: 'guardian_pending' } });
  t.same(await ofGuardian(ward), []);
  const anew = await town.signIn(father);
  const answered = await anew.call('POST', `/v1/wards/${ward.personId}/answers`, {
    ...{ decision: 'agree', consents: { guardian: 1 } },
  });
  t.match(answered, { status: 201, body: { state: 'active' } });
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
