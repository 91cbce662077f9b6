import { sql } from 'drizzle-orm';
import t from 'tap';
import { phones } from '../support/steps.ts';
import { testTown } from '../support/town.ts';

t.test('a body that is no JSON is refused as that', async (t) => {
  const town = await testTown(t, { worker: false });
  for (const body of ['{"phone":', '{phone: 1}', '']) {
    const answer = await town.stranger().call('POST', '/v1/sign-in-codes', body);
    t.match(answer, { status: 400, body: { code: 'bad_json' } }, JSON.stringify(body));
  }
});

t.test('a fault of ours says nothing of its cause, and the service goes on', async (t) => {
  const town = await testTown(t, { worker: false });
  const volunteer = await town.signIn(phones.volunteer(1));
  const { ownerDb } = town.database;
  await ownerDb.execute(sql`ALTER TABLE people.volunteer RENAME COLUMN number TO lost`);
  const answer = await volunteer.call('GET', '/v1/volunteers/me');
  t.match(answer, { status: 500, body: { code: 'internal_fault', text: {} } });
  t.notMatch(JSON.stringify(answer.body), /select|volunteer|column|lost|stack|\.ts/i);
  await ownerDb.execute(sql`ALTER TABLE people.volunteer RENAME COLUMN lost TO number`);
  t.equal((await volunteer.call('GET', '/v1/volunteers/me')).status, 200);
});
