import t from 'tap';
import { draft, phones, published, registration, weekly } from '../support/steps.ts';
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
  'what the law asks for is asked for, and a wrong answer is named by its field',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const visitor = await town.signIn('13912345670');
    const guardian = guardianOf('13912345671');
    const child = { idNumber: await bornYearsAgo(town, 13) };
    const foreign = { idType: 'passport', idNumber: 'e12345678', sex: 'female' };
    const birthDate = '1991-02-03';
    const cases: [Record<string, unknown>, number, string, string][] = [
      [{ availability: [] }, 400, 'bad_request', '/availability'],
      [{ availability: undefined }, 400, 'bad_request', '/availability'],
      [{ categories: [] }, 400, 'bad_request', '/categories'],
      [{ categories: ['SC01', 'SC98'] }, 422, 'service_category_unknown', '/categories/1'],
      [{ skills: ['magic'] }, 422, 'skill_unknown', '/skills/0'],
      [{ skills: ['law', 'law'] }, 422, 'skill_unknown', '/skills/1'],
      [
        { availability: [{ day: 8, from: '09:00', to: '10:00' }] },
        400,
        'bad_request',
        '/availability/0/day',
      ],
      [
        { availability: [{ day: 1, from: '09:15', to: '10:00' }] },
        400,
        'bad_request',
        '/availability/0/from',
      ],
      [
        { availability: [{ day: 1, from: '10:00', to: '10:00' }] },
        422,
        'availability_wrong',
        '/availability/0',
      ],
      [
        {
          availability: [
            { day: 1, from: '09:00', to: '11:00' },
            { day: 1, from: '10:30', to: '12:00' },
          ],
        },
        422,
        'availability_wrong',
        '/availability/1',
      ],
      [{ healthLimits: '膝盖不好' }, 422, 'consent_missing', '/consents'],
      [child, 422, 'guardian_needed', '/guardian'],
      [
        { ...child, guardian: { ...guardian, ...child } },
        422,
        'guardian_invalid',
        '/guardian/idNumber',
      ],
      [
        { ...child, guardian: { ...guardian, idNumber: await bornYearsAgo(town, 17) } },
        422,
        'guardian_invalid',
        '/guardian/idNumber',
      ],
      [
        { ...child, guardian: { ...guardian, idNumber: '120101199003071231' } },
        422,
        'guardian_invalid',
        '/guardian/idNumber',
      ],
      [
        { ...child, guardian: { ...guardian, phone: '12345678901' } },
        422,
        'phone_invalid',
        '/guardian/phone',
      ],
      [{ idNumber: await bornYearsAgo(town, 6, 1, -1) }, 422, 'too_young', '/idNumber'],
      [{ idType: 'residence_permit' }, 422, 'id_number_invalid', '/idNumber'],
      [{ idNumber: '83000019850815001X' }, 422, 'id_number_invalid', '/idNumber'],
      [{ ...foreign, idNumber: 'E1234' }, 400, 'bad_request', '/idNumber'],
      [{ ...foreign, idNumber: 'E12-4567' }, 422, 'id_number_invalid', '/idNumber'],
      [{ ...foreign }, 422, 'sex_and_birth_date_needed', '/birthDate'],
      [{ ...foreign, sex: undefined, birthDate }, 422, 'sex_and_birth_date_needed', '/sex'],
      [{ ...foreign, birthDate: '1991-02-30' }, 422, 'sex_and_birth_date_needed', '/birthDate'],
      [{ ...foreign, idType: 'travel_permit', birthDate }, 422, 'id_number_invalid', '/idNumber'],
      [{ residenceRegion: '120101004' }, 400, 'bad_request', '/residenceRegion'],
      [{ residenceRegion: '120101999001' }, 422, 'region_unknown', '/residenceRegion'],
    ];
    for (const [change, status, code, pointer] of cases) {
      const answer = await visitor.call('POST', '/v1/volunteers', registration(change));
      t.match(
        answer,
        { status, body: { code, errors: [{ pointer }], text: { 'zh-CN': String, en: String } } },
        JSON.stringify(change),
      );
    }
    t.match(await visitor.call('GET', '/v1/volunteers/me'), { body: { code: 'not_a_volunteer' } });
  },
);

t.test(
  'people from Hong Kong, Macao, Taiwan and abroad register with their own documents',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const documents = [
      {
        idType: 'residence_permit',
        idNumber: '83000019850815001X',
        shown: '8300**********001X',
        sex: 'male',
      },
      {
        ...{ idType: 'travel_permit', idNumber: 'H12345678', shown: 'H******78' },
        ...{ sex: 'female', birthDate: '1970-05-06' },
      },
      {
        ...{ idType: 'travel_permit', idNumber: '12345678', shown: '1******8' },
        ...{ sex: 'male', birthDate: '1971-05-06' },
      },
      {
        ...{ idType: 'passport', idNumber: 'e12345678', shown: 'E******78' },
        ...{ sex: 'unknown', birthDate: '1990-01-02' },
      },
    ];
    for (const [n, { shown, ...document }] of documents.entries()) {
      const person = await newcomer(town, `1391234561${n}`, document);
      const { body } = await person.call('GET', '/v1/volunteers/me');
      t.match(body, {
        idType: document.idType,
        sex: document.sex,
        state: 'active',
        realNameLevel: 1,
      });
      t.equal(body.idNumber, shown);
      const { log } = (await person.call('GET', '/v1/me/data')).body;
      t.match(log, [{ action: 'volunteer.register', changes: { idNumber: [null, shown] } }]);
    }
  },
);

t.test('a document registers once, and a person once', async (t) => {
  const town = await testTown(t, { worker: false });
  const wang = await newcomer(town, '13912345620');
  t.match(await wang.call('POST', '/v1/volunteers', registration()), {
    body: { code: 'already_volunteer' },
  });
  const other = await town.signIn('13912345621');
  t.match(await other.call('POST', '/v1/volunteers', registration()), {
    status: 409,
    body: { code: 'id_number_registered', errors: [{ pointer: '/idNumber' }] },
  });
});

t.test('three desks approve one after the other, and only then somebody serves', async (t) => {
  const town = await testTown(t, { worker: false });
  await setRules(town, { 'volunteer.approval_steps': 3 });
  const wang = await newcomer(town, '13912345630');
  const id = wang.personId;
  const [committee, street, district] = [
    await town.signIn(desks.committee),
    await town.signIn(desks.street),
    await town.signIn(desks.district),
  ];
  const approve = { decision: 'approve' };
  const decide = (desk: typeof street, body: object = approve) =>
    desk.call('POST', `/v1/volunteers/${id}/decisions`, body);
  const waitsAt = async (desk: typeof street) =>
    (await desk.call('GET', '/v1/volunteers?view=review')).body.items.some(
      (item: { id: string }) => item.id === id,
    );
  t.match(await wang.call('GET', '/v1/volunteers/me'), {
    body: { state: 'submitted', stepsNeeded: 3, stepsDone: 0 },
  });
  t.match(await decide(street), { status: 403, body: { code: 'not_allowed' } });
  t.same([await waitsAt(committee), await waitsAt(street)], [true, false]);
  t.match(await decide(committee, { ...approve, documentSeen: true }), {
    status: 201,
    body: { state: 'submitted', stepsDone: 1, realNameLevel: 2 },
  });
  t.match(await decide(committee), { status: 403 }, 'it is with the street now');
  t.match(await decide(street, { decision: 'reject', reason: '住址请写到社区' }), {
    body: { state: 'rejected', reason: '住址请写到社区' },
  });
  t.match(await decide(street), { status: 409, body: { code: 'volunteer_state_wrong' } });
  t.match(await wang.call('POST', '/v1/volunteers', registration({ skills: ['law'] })), {
    status: 201,
    body: { state: 'submitted', stepsDone: 0, reason: null, skills: ['law'] },
  });
  await wang.renew();
  t.match(await wang.call('GET', '/v1/volunteers/me/balance'), {
    body: { code: 'not_a_volunteer' },
  });
  for (const desk of [committee, street, district]) t.match(await decide(desk), { status: 201 });
  t.match(await decide(district), { status: 409, body: { code: 'volunteer_state_wrong' } });
  await wang.renew();
  t.match(await wang.call('GET', '/v1/volunteers/me/balance'), { status: 200 });
  t.match((await street.call('GET', `/v1/volunteers/${id}`)).body, {
    state: 'active',
    decisions: [
      { decision: 'approve', step: 1 },
      { decision: 'reject', step: 2, reason: '住址请写到社区' },
      { decision: 'approve', step: 1 },
      { decision: 'approve', step: 2 },
      { decision: 'approve', step: 3 },
    ],
  });
});

t.test('nobody approves oneself, nor whom one entered', async (t) => {
  const town = await testTown(t, { worker: false });
  await setRules(town, { 'volunteer.approval_steps': 1 });
  const committee = await town.signIn(desks.committee);
  await committee.call('POST', '/v1/volunteers', registration());
  t.match(
    await committee.call('POST', `/v1/volunteers/${committee.personId}/decisions`, {
      decision: 'approve',
    }),
    { status: 403, body: { code: 'self_review' } },
  );
  const entered = await committee.call(
    'POST',
    '/v1/assisted-registrations',
    registration({ idNumber: '120101199003071235', ground: '纸质登记表 2026-031' }),
  );
  t.match(entered, {
    status: 201,
    body: { channel: 'offline', phone: null, state: 'submitted', realNameLevel: 2 },
  });
  t.match(
    await committee.call('POST', `/v1/volunteers/${entered.body.id}/decisions`, {
      decision: 'approve',
    }),
    { status: 403, body: { code: 'self_review' } },
  );
});

t.test(
  'an officer registers who has no phone, and a minor on the ground of a signed paper',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const committee = await town.signIn(desks.committee);
    const ground = '纸质登记表 2026-031，存社区档案柜';
    const assist = (rest: object) =>
      committee.call('POST', '/v1/assisted-registrations', registration({ ground, ...rest }));
    t.match(await assist({ ground: '   ' }), { status: 400 });
    t.match(await assist({ residenceRegion: '120102001001' }), {
      status: 403,
      body: { code: 'not_allowed' },
    });
    const elder = await assist({});
    t.match(elder, { status: 201, body: { state: 'active', phone: null, channel: 'offline' } });
    const idNumber = await bornYearsAgo(town, 10);
    const child = await assist({
      ...{ idNumber, phone: '13912345640', guardian: guardianOf('13912345641') },
    });
    t.match(child, { status: 201, body: { state: 'active', guardian: { name: '李*' } } });
    const signedIn = await town.signIn('13912345640');
    t.match((await signedIn.call('GET', '/v1/consents')).body.items, [
      { purpose: 'location', channel: 'offline' },
      { purpose: 'guardian', channel: 'offline', textVersion: 1 },
      { purpose: 'under_14', channel: 'offline' },
    ]);
    t.match(await assist({ phone: desks.committee }), { status: 403 }, 'nobody enters oneself');
  },
);

t.test('who has no phone and was rejected is registered again by an officer', async (t) => {
  const town = await testTown(t, { worker: false });
  await setRules(town, { 'volunteer.approval_steps': 1 });
  const committee = await town.signIn(desks.committee);
  const officer = await otherOfficer(town, await town.signIn(desks.street));
  const assist = (rest: object = {}) =>
    committee.call(
      'POST',
      '/v1/assisted-registrations',
      registration({ ground: '纸质登记表 2026-031', ...rest }),
    );
  const { id, number } = (await assist()).body;
  t.match(await assist(), { status: 409, body: { code: 'id_number_of_other' } });
  t.match(await reject(officer, id), { status: 201 });
  t.match(await assist({ name: '别的人' }), { body: { code: 'id_number_of_other' } });
  t.match(await assist(), { status: 201, body: { id, number, state: 'submitted', reason: null } });
});

t.test(
  'who is suspended keeps the passbook and does not sign up; who is revoked is no volunteer',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const station = await town.signIn(phones.station(1));
    const streetOffice = await town.signIn(phones.streetOffice);
    const id = await published(town, { station, streetOffice });
    const wang = await newcomer(town, '13912345650', { residenceRegion: community });
    await wang.renew();
    const decide = (body: object) =>
      streetOffice.call('POST', `/v1/volunteers/${wang.personId}/decisions`, body);
    t.match(await decide({ decision: 'suspend' }), { status: 400 }, 'a "no" says why');
    t.match(await decide({ decision: 'resume' }), { body: { code: 'volunteer_state_wrong' } });
    t.match(await decide({ decision: 'suspend', reason: '核实情况' }), {
      body: { state: 'suspended', reason: '核实情况' },
    });
    t.match(await wang.call('POST', `/v1/activities/${id}/sign-ups`, {}), {
      status: 403,
      body: { code: 'volunteer_suspended' },
    });
    t.match(await wang.call('GET', '/v1/volunteers/me/balance'), { status: 200 });
    t.match(await decide({ decision: 'resume' }), { body: { state: 'active', reason: null } });
    t.match(await wang.call('POST', `/v1/activities/${id}/sign-ups`, {}), { status: 201 });
    t.match(await decide({ decision: 'revoke', reason: '冒用他人证件' }), {
      body: { state: 'revoked' },
    });
    await wang.renew();
    t.match(await wang.call('GET', '/v1/volunteers/me/balance'), {
      body: { code: 'not_a_volunteer' },
    });
    t.match(await wang.call('POST', '/v1/volunteers', registration()), {
      body: { code: 'already_volunteer' },
    });
    const stranger = '0190d5a6-0000-7000-8000-000000000000';
    t.match(
      await streetOffice.call('POST', `/v1/volunteers/${stranger}/decisions`, {
        decision: 'resume',
      }),
      { status: 404, body: { code: 'volunteer_unknown' } },
    );
  },
);

t.test('what somebody offers is changed by themselves', async (t) => {
  const town = await testTown(t, { worker: false });
  const wang = await newcomer(town, '13912345660', { consents: [] });
  const offer = {
    skills: ['cooking'],
    categories: ['SC04'],
    availability: weekly,
    isStudent: true,
  };
  const put = (rest: object = {}) =>
    wang.call('PUT', '/v1/volunteers/me/offer', { ...offer, ...rest });
  t.match(await put(), { status: 200, body: { ...offer, hasHealthLimits: false } });
  t.match(await put({ healthLimits: '不能爬楼' }), {
    status: 422,
    body: { code: 'consent_missing', errors: [{ pointer: '/healthLimits' }] },
  });
  await wang.call('POST', '/v1/consents', { purpose: 'health', textVersion: 1 });
  t.match(await put({ healthLimits: '不能爬楼' }), { body: { hasHealthLimits: true } });
  t.match(await put({ skills: ['magic'] }), { body: { code: 'skill_unknown' } });
  const nobody = await town.signIn('13912345661');
  t.match(await nobody.call('PUT', '/v1/volunteers/me/offer', offer), {
    status: 409,
    body: { code: 'volunteer_state_wrong' },
  });
});

t.test('lists show an area page by page, and whom one may not see is not there', async (t) => {
  const town = await testTown(t, { worker: false, volunteers: 12 });
  const street = await town.signIn(desks.street);
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const query = `limit=5${cursor && `&cursor=${cursor}`}`;
    const { body } = await street.call('GET', `/v1/volunteers?${query}`);
    for (const { id, name, residenceRegion } of body.items) {
      seen.push(id);
      t.match(name, /^.\*+$|^..\*+$/);
      t.ok(residenceRegion.startsWith('120101004'));
    }
    if (!body.nextCursor) break;
    cursor = body.nextCursor;
  }
  t.equal(new Set(seen).size, 12);
  t.equal(seen.length, 12);
  const station = await town.signIn(phones.station(1));
  t.match(await station.call('GET', '/v1/volunteers'), { status: 403 });
  t.match(draft(await town.now()).category, 'SC17');
});

t.test('an organisation registers its members, on a ground, and nobody else’s', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const entered = await street.call('POST', '/v1/organisations', {
    ...{ kind: 'unit_team', type: 'mutual_aid', name: '邻里互助队', region: community },
    leaderPhone: '13912345682',
  });
  t.equal(entered.status, 201);
  const organisationId = entered.body.id;
  await street.call('POST', '/v1/role-grants', {
    ...{ phone: '13912345680', role: 'organisation_head', scope: organisationId },
  });
  const head = await town.signIn('13912345680');
  const enrol = (rest: object) =>
    head.call(
      'POST',
      '/v1/assisted-registrations',
      registration({ ground: '队员名册第 12 号，本人签字', phone: '13912345681', ...rest }),
    );
  t.match(await enrol({}), { status: 403, body: { code: 'not_allowed' } }, 'that is for desks');
  t.match(await enrol({ organisationId: '0190d5a6-0000-7000-8000-000000000000' }), {
    status: 403,
    body: { code: 'not_allowed' },
  });
  t.match(await enrol({ organisationId }), {
    status: 201,
    body: { channel: 'organisation', realNameLevel: 1 },
  });
  await street.call('POST', `/v1/organisations/${organisationId}/decisions`, {
    ...{ decision: 'suspend', reason: '核实情况' },
  });
  t.match(
    await enrol({ organisationId, phone: '13912345683', idNumber: '120101199003071235' }),
    { status: 403, body: { code: 'not_allowed' } },
    'and not while it is suspended',
  );
});
