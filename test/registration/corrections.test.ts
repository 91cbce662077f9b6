import { sql } from 'drizzle-orm';
import t from 'tap';
import { plusMinutes } from '../../src/kit/clock.ts';
import { lockPerson } from '../../src/people/index.ts';
import { phones, registration } from '../support/steps.ts';
import { type Answer, testTown } from '../support/town.ts';
import {
  bornYearsAgo,
  community,
  desks,
  guardianOf,
  newcomer,
  setRules,
  waiters,
} from './desks.ts';

const ground = '纸质申请 2026-052，存社区档案柜';

t.test('who somebody is, is corrected by a desk that saw the document', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const wang = await newcomer(town, '13912345950');
  await wang.renew();
  const ask = (body: object) =>
    wang.call('POST', '/v1/corrections', { reason: '登记时写错', ...body });
  t.match(await ask({ field: 'id_number', wanted: '120101199003071231' }), {
    status: 422,
    body: { code: 'id_number_invalid', errors: [{ pointer: '/wanted' }] },
  });
  t.match(await ask({ field: 'residence_region', wanted: '120101' }), {
    status: 422,
    body: { code: 'region_unknown', errors: [{ pointer: '/wanted' }] },
  });
  const name = await ask({ field: 'name', wanted: '王方' });
  t.match(name, { status: 201, body: { state: 'open', wanted: '王方' } });
  t.match(await ask({ field: 'name', wanted: '王坊' }), {
    status: 409,
    body: { code: 'correction_open' },
  });
  const number = await ask({ field: 'id_number', wanted: '120101199003071235' });
  const region = await ask({ field: 'residence_region', wanted: '120101004003' });
  t.match((await street.call('GET', '/v1/corrections')).body.items, [
    {
      ...{ id: name.body.id, volunteer: { name: '王*' }, mayDecide: true },
      ...{ before: '王*', after: '王方' },
    },
    {
      ...{ id: number.body.id, before: '1201**********0020', after: '120101199003071235' },
    },
    // Divisions by their names, as the paper has them.
    { id: region.body.id, before: /社区/, after: /社区/, wanted: '120101004003' },
  ]);
  const decide = (id: string, body: object) =>
    street.call('POST', `/v1/corrections/${id}/decisions`, body);
  t.match(await decide(name.body.id, { decision: 'decline' }), { status: 400 }, 'a "no" says why');
  t.match(await decide(name.body.id, { decision: 'accept' }), {
    status: 201,
    body: { state: 'accepted' },
  });
  t.match(await decide(name.body.id, { decision: 'accept' }), {
    status: 409,
    body: { code: 'correction_answered' },
  });
  t.match(await decide(number.body.id, { decision: 'accept' }), { status: 201 });
  t.match(await decide(region.body.id, { decision: 'decline', reason: '请先办理迁移' }), {
    body: { state: 'declined', answer: '请先办理迁移' },
  });
  t.match((await wang.call('GET', '/v1/me/data')).body, {
    person: { idType: 'resident_id', channel: 'self', ground: null, realNameLevel: Number },
    corrections: [
      // What was wanted goes once it is answered: it stands in the registration now.
      { field: 'name', wanted: null, reason: '登记时写错', state: 'accepted' },
      { field: 'id_number', wanted: null, state: 'accepted' },
      { field: 'residence_region' },
    ],
  });
  t.match((await wang.call('GET', '/v1/me/data')).body.person, {
    ...{ name: '王方', idNumber: '120101199003071235' },
    details: { sex: 'male', birthDate: '1990-03-07' },
  });
  t.match((await wang.call('GET', '/v1/volunteers/me')).body, {
    ...{ residenceRegion: community, realNameLevel: 2 },
  });
  t.match((await wang.call('GET', '/v1/corrections/mine')).body.items, [
    { state: 'accepted', before: null, wanted: null, reason: '登记时写错', mayDecide: false },
    { state: 'accepted', wanted: null },
    { state: 'declined' },
  ]);
});

t.test('a correction does not take the number of somebody else', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  await newcomer(town, '13912345960', { idNumber: '120101199003071235' });
  const wang = await newcomer(town, '13912345961');
  await wang.renew();
  const asked = await wang.call('POST', '/v1/corrections', {
    ...{ field: 'id_number', wanted: '120101199003071235', reason: '写错了' },
  });
  t.match(
    await street.call('POST', `/v1/corrections/${asked.body.id}/decisions`, { decision: 'accept' }),
    { status: 409, body: { code: 'id_number_of_other' } },
  );
  t.match((await wang.call('GET', '/v1/me/data')).body.person, {
    idNumber: registration().idNumber,
  });
  const unknown = '0190d5a6-0000-7000-8000-000000000000';
  t.match(
    await street.call('POST', `/v1/corrections/${unknown}/decisions`, { decision: 'accept' }),
    { status: 404, body: { code: 'correction_unknown' } },
  );
});

t.test('nobody becomes by a correction who could not have registered', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const wang = await newcomer(town, '13912345970');
  const passport = { idType: 'passport', idNumber: 'E12345678', sex: 'female' };
  const anna = await newcomer(town, '13912345971', { ...passport, birthDate: '1991-02-03' });
  for (const one of [wang, anna]) await one.renew();
  const asking = (by: typeof wang, field: string, wanted: string) =>
    by.call('POST', '/v1/corrections', { field, wanted, reason: '登记时写错' });
  const minor = await bornYearsAgo(town, 15);
  const cases: [typeof wang, string, string, string, string][] = [
    [wang, 'id_number', await bornYearsAgo(town, 4), 'too_young', '/wanted'],
    [wang, 'id_number', minor, 'guardian_needed', '/wanted'],
    [wang, 'id_number', '83000019850815001X', 'id_number_invalid', '/wanted'],
    [wang, 'name', '王'.repeat(41), 'name_invalid', '/wanted'],
    [wang, 'sex', 'male', 'correction_told_by_document', '/field'],
    [wang, 'birth_date', '1990-01-01', 'correction_told_by_document', '/field'],
    [wang, 'phone', '12345678901', 'phone_invalid', '/wanted'],
    [anna, 'id_number', '护照号码', 'id_number_invalid', '/wanted'],
    [anna, 'birth_date', '1991-02-30', 'sex_and_birth_date_needed', '/wanted'],
    [anna, 'sex', 'both', 'sex_and_birth_date_needed', '/wanted'],
    [anna, 'birth_date', `${(await town.now()).getFullYear() - 2}-01-01`, 'too_young', '/wanted'],
  ];
  for (const [by, field, wanted, code, pointer] of cases)
    t.match(
      await asking(by, field, wanted),
      { status: 422, body: { code, errors: [{ pointer }] } },
      `${field} ${wanted}`,
    );
  const accept = async (id: string) =>
    street.call('POST', `/v1/corrections/${id}/decisions`, { decision: 'accept' });
  for (const [field, wanted] of Object.entries({
    ...{ sex: 'unknown', birth_date: '1992-02-29', id_number: 'e87654321' },
    address: '新兴里 9 号楼',
  })) {
    const asked = await asking(anna, field, wanted);
    t.match(asked, { status: 201 }, field);
    t.match(await accept(asked.body.id), { status: 201, body: { state: 'accepted' } }, field);
  }
  t.match((await anna.call('GET', '/v1/me/data')).body.person, {
    idNumber: 'E87654321',
    details: { sex: 'unknown', birthDate: '1992-02-29', address: '新兴里 9 号楼' },
  });
  // What was right when it was asked for is looked at once more.
  const old = await asking(wang, 'id_number', await bornYearsAgo(town, 30));
  await setRules(town, { 'volunteer.min_age': 60 });
  t.match(await accept(old.body.id), { status: 422, body: { code: 'too_young' } });
});

t.test('nothing of a request outlives the registration', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const wang = await newcomer(town, '13912345980');
  await wang.renew();
  const asked = await wang.call('POST', '/v1/corrections', {
    ...{ field: 'id_number', wanted: '120101199003071235', reason: '写错了' },
  });
  t.match(await wang.call('DELETE', '/v1/me'), { status: 204 });
  t.same((await street.call('GET', '/v1/corrections')).body.items, []);
  t.match(
    await street.call('POST', `/v1/corrections/${asked.body.id}/decisions`, { decision: 'accept' }),
    { status: 409, body: { code: 'correction_answered' } },
  );
  const rows = await town.database.ownerDb.execute(
    sql`SELECT state, wanted_sealed, reason_sealed FROM registration.correction`,
  );
  t.same([...rows], [{ state: 'void', wanted_sealed: null, reason_sealed: null }]);
});

t.test('a phone is changed by a desk that sees the person, and both are signed out', async (t) => {
  const town = await testTown(t, { worker: false });
  const [street, committee] = [await town.signIn(desks.street), await town.signIn(desks.committee)];
  const [former, anew] = ['13912345985', '13912345986'];
  const wang = await newcomer(town, former, { residenceRegion: community });
  const holder = await town.signIn(anew);
  const asking = (wanted: string) =>
    committee.call('POST', `/v1/volunteers/${wang.personId}/corrections`, {
      ...{ field: 'phone', wanted, reason: '手机号停用', ground },
    });
  const accept = (by: typeof street, id: string) =>
    by.call('POST', `/v1/corrections/${id}/decisions`, { decision: 'accept' });
  const decline = (id: string) =>
    street.call('POST', `/v1/corrections/${id}/decisions`, {
      ...{ decision: 'decline', reason: '请核对号码' },
    });
  for (const taken of [phones.volunteer(1), phones.station(1)]) {
    const { id } = (await asking(taken)).body;
    t.match(await accept(street, id), { status: 409, body: { code: 'phone_taken' } });
    await decline(id);
  }
  const asked = await asking(anew);
  t.match(asked, { status: 201, body: { before: '139****5985', mayDecide: false } });
  t.match(await accept(committee, asked.body.id), { status: 403, body: { code: 'self_review' } });
  t.match(await accept(street, asked.body.id), { status: 201, body: { state: 'accepted' } });
  for (const one of [wang, holder]) t.match((await one.renew()).status, 401, 'signed out');
  await town.moveTo(plusMinutes(await town.now(), 2));
  t.equal((await town.signIn(anew)).personId, wang.personId);
  t.not((await town.signIn(former)).personId, wang.personId, 'the former phone is somebody new');
});

t.test(
  'who signs in or is given a role while a phone changes hands meets who has it',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const { deps } = town;
    const phonesOf = (n: number) => [`1391234600${n}`, `1391234601${n}`] as const;
    /** The desk accepts first, and what comes second begins while it waits for the rows. */
    const racing = async (
      n: number,
      second: (phones: readonly [string, string]) => Promise<Answer>,
    ) => {
      const [former, anew] = phonesOf(n);
      const wang = await newcomer(town, former, {
        ...{ residenceRegion: community, idNumber: await bornYearsAgo(town, 30, n + 1) },
      });
      const holder = await town.signIn(anew);
      await town.moveTo(plusMinutes(await town.now(), 2));
      for (const phone of [former, anew])
        await town.stranger().call('POST', '/v1/sign-in-codes', { phone });
      const officer = await town.signIn(desks.committee);
      const { body } = await officer.call('POST', `/v1/volunteers/${wang.personId}/corrections`, {
        ...{ field: 'phone', wanted: anew, reason: '手机号停用', ground },
      });
      const decider = await town.signIn(desks.street);
      const answers = await deps.transact(async (tx) => {
        for (const id of [wang.personId, holder.personId].sort())
          await lockPerson(tx, deps.book, id);
        const accepting = decider.call('POST', `/v1/corrections/${body.id}/decisions`, {
          decision: 'accept',
        });
        await waiters(town, 1);
        const other = second([former, anew]);
        await waiters(town, 2);
        return [accepting, other] as const;
      });
      return { wang, holder, accepted: await answers[0], other: await answers[1] };
    };
    let visitor = town.stranger();
    const signIn = async (phone: string) => {
      const mail = await town.stranger().call('GET', `/v1/development-messages?phone=${phone}`);
      visitor = town.stranger();
      return visitor.call('POST', '/v1/sessions', { phone, code: mail.body.items[0].code });
    };
    const byFormer = await racing(1, ([former]) => signIn(former));
    t.match(byFormer, { accepted: { status: 201 }, other: { status: 201 } });
    t.not(
      byFormer.other.body.person.id,
      byFormer.wang.personId,
      'the former phone is somebody new',
    );
    const byNew = await racing(2, ([, anew]) => signIn(anew));
    t.match(byNew, { accepted: { status: 201 }, other: { status: 201 } });
    t.equal(byNew.other.body.person.id, byNew.holder.personId, 'who had it until then');
    t.match(await visitor.renew(), { status: 401 }, 'is signed out with all other sessions');
    await town.moveTo(plusMinutes(await town.now(), 2));
    const giver = await town.signIn(desks.street);
    const granted = await racing(3, ([former]) =>
      giver.call('POST', '/v1/role-grants', {
        ...{ phone: former, role: 'liaison_officer', scope: community },
      }),
    );
    t.match(granted, { accepted: { status: 201 }, other: { status: 201 } });
    t.not(granted.other.body.person.id, granted.wang.personId, 'no role goes to another phone');
  },
);

t.test('somebody without a phone gets one; who works here does not by a correction', async (t) => {
  const town = await testTown(t, { worker: false });
  const [street, committee] = [await town.signIn(desks.street), await town.signIn(desks.committee)];
  const form = registration({ ground, residenceRegion: community });
  const elder = (await committee.call('POST', '/v1/assisted-registrations', form)).body;
  const change = async (id: string, wanted: string) => {
    const asked = await committee.call('POST', `/v1/volunteers/${id}/corrections`, {
      ...{ field: 'phone', wanted, reason: '本人有了手机', ground },
    });
    const path = `/v1/corrections/${asked.body.id}/decisions`;
    return street.call('POST', path, { decision: 'accept' });
  };
  t.match(await change(elder.id, '13912345991'), { status: 201 });
  const signedIn = await town.signIn('13912345991');
  t.equal(signedIn.personId, elder.id);
  const helper = await newcomer(town, '13912345992', {
    ...{ residenceRegion: community, idNumber: '120101199003071235' },
  });
  await street.call('POST', '/v1/role-grants', {
    ...{ phone: '13912345992', role: 'liaison_officer', scope: community },
  });
  t.match(await change(helper.personId, '13912345993'), {
    ...{ status: 409, body: { code: 'phone_of_staff' } },
  });
});

t.test(
  'a guardian who changes the phone stays the guardian, and no minor’s phone is taken',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const street = await town.signIn(desks.street);
    const [former, anew] = ['13912345995', '13912345996'];
    const guardian = guardianOf(former);
    const parent = await newcomer(town, former, { idNumber: guardian.idNumber });
    const ward = await newcomer(town, '13912345997', {
      ...{ idNumber: await bornYearsAgo(town, 15), guardian },
    });
    await parent.renew();
    const change = async (wanted: string) => {
      const asked = await parent.call('POST', '/v1/corrections', {
        ...{ field: 'phone', wanted, reason: '换了号码' },
      });
      const path = `/v1/corrections/${asked.body.id}/decisions`;
      return street.call('POST', path, { decision: 'accept' });
    };
    t.match(await change(anew), { status: 201 });
    await town.moveTo(plusMinutes(await town.now(), 2));
    const later = await town.signIn(anew);
    t.match((await later.call('GET', '/v1/wards')).body.items, [{ id: ward.personId }]);
    const other = await town.signIn(former);
    t.same((await other.call('GET', '/v1/wards')).body.items, [], 'whoever gets the former phone');
  },
);
