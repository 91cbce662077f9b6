import t from 'tap';
import { registration } from '../support/steps.ts';
import { testTown } from '../support/town.ts';
import { community, desks, setRules } from './desks.ts';

const ground = '纸质登记表 2026-031';

t.test(
  'whoever stops being a volunteer stays here, serves no more, and may come back',
  async (t) => {
    const town = await testTown(t);
    const desk = await town.signIn(desks.committee);
    const form = registration({ ground, phone: '13912344010', residenceRegion: community });
    const { number } = (await desk.call('POST', '/v1/assisted-registrations', form)).body;
    const volunteer = await town.signIn('13912344010');
    t.match(await volunteer.call('DELETE', '/v1/volunteers/me'), {
      status: 200,
      body: { number, state: 'cancelled', idNumber: null },
    });
    t.match(await volunteer.call('DELETE', '/v1/volunteers/me'), {
      status: 409,
      body: { code: 'volunteer_state_wrong' },
    });
    await volunteer.renew();
    t.match(await volunteer.call('GET', '/v1/me'), { status: 200, body: { roles: [] } });
    t.match(await volunteer.call('GET', '/v1/volunteers/me/balance'), { status: 403 });
    t.match((await volunteer.call('GET', '/v1/consents')).body.items, []);
    // The same person finds the own number again.
    t.match(
      await volunteer.call('POST', '/v1/volunteers', registration({ residenceRegion: community })),
      {
        status: 201,
        body: { number },
      },
    );
  },
);

t.test('whoever was suspended does not come back clean by stopping', async (t) => {
  const town = await testTown(t);
  await setRules(town, { 'volunteer.approval_steps': 0 });
  const [committee, street] = [await town.signIn(desks.committee), await town.signIn(desks.street)];
  const form = registration({ ground, phone: '13912344011', residenceRegion: community });
  const { id } = (await committee.call('POST', '/v1/assisted-registrations', form)).body;
  t.match(
    await street.call('POST', `/v1/volunteers/${id}/decisions`, {
      ...{ decision: 'suspend', reason: '核实情况' },
    }),
    { status: 201 },
  );
  const volunteer = await town.signIn('13912344011');
  t.match(await volunteer.call('DELETE', '/v1/volunteers/me'), {
    status: 200,
    body: { state: 'suspended', idNumber: null },
  });
  const again = registration({ residenceRegion: community });
  t.match(await volunteer.call('POST', '/v1/volunteers', again), { status: 409 });
});
