import { randomUUID } from 'node:crypto';
import t from 'tap';
import { phones } from '../support/steps.ts';
import { testTown } from '../support/town.ts';

t.test('a settlement that is not there has no progress and no lines', async (t) => {
  const town = await testTown(t, { worker: false });
  const station = await town.signIn(phones.station(1));
  const unknown = `/v1/settlements/${randomUUID()}`;
  for (const url of [unknown, `${unknown}/lines`])
    t.match(await station.call('GET', url), { status: 404, body: { code: 'settlement_unknown' } });
});
