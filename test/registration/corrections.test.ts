import t from 'tap';
import { registration } from '../support/steps.ts';
import { testTown } from '../support/town.ts';
import { community, desks, newcomer } from './desks.ts';

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
  t.match((await wang.call('GET', '/v1/me/data')).body.person, {
    ...{ name: '王方', idNumber: '120101199003071235' },
    details: { sex: 'male', birthDate: '1990-03-07' },
  });
  t.match((await wang.call('GET', '/v1/volunteers/me')).body, {
    ...{ residenceRegion: community, realNameLevel: 2 },
  });
  t.match((await wang.call('GET', '/v1/corrections/mine')).body.items, [
    { state: 'accepted', before: null, mayDecide: false },
    { state: 'accepted' },
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
    { status: 409, body: { code: 'id_number_registered' } },
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
