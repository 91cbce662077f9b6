import { sql } from 'drizzle-orm';
import t from 'tap';
import { countStrike, readStrikes } from '../../src/kit/strikes.ts';
import { removeStale } from '../../src/sign-in/remove-stale.ts';
import { passSeconds } from '../support/staff.ts';
import { phones } from '../support/steps.ts';
import { type TestTown, testTown } from '../support/town.ts';

const hour = 3600;

const rowsLeft = async ({ database }: TestTown) => {
  const [row] = await database.ownerDb.execute<
    Record<'codes' | 'failures' | 'sessions', number>
  >(sql`
    SELECT (SELECT count(*)::int FROM people.sign_in_code) AS codes,
           (SELECT count(*)::int FROM sign_in.failure) AS failures,
           (SELECT count(*)::int FROM people.session) AS sessions`);
  return row;
};

t.test('codes and failures are kept a day, sessions 30 days after their end', async (t) => {
  const town = await testTown(t, { worker: false });
  const { deps } = town;
  const left = await town.signIn(phones.volunteer(1));
  const staying = await town.signIn(phones.volunteer(2));
  await left.call('PUT', '/v1/sessions/current/pin', { pin: '270618' });
  await left.call('DELETE', '/v1/sessions/current');
  const wrong = { phone: phones.streetOffice, password: 'x', code: '000000' };
  await town.stranger().call('POST', '/v1/staff-sessions', wrong);
  t.equal(await removeStale(deps, deps.book), 0);
  await passSeconds(town, 24 * hour - 60);
  t.equal(await removeStale(deps, deps.book), 0, 'not a minute early');
  await passSeconds(town, 120);
  t.equal(await removeStale(deps, deps.book), 3);
  t.match(await rowsLeft(town), { codes: 0, failures: 0, sessions: 2 });
  await passSeconds(town, 28 * 24 * hour);
  t.equal((await staying.renew()).status, 201, 'who stays signed in is not touched');
  await passSeconds(town, 24 * hour);
  t.equal(await removeStale(deps, deps.book), 1);
  t.match(await rowsLeft(town), { sessions: 1 });
  t.equal((await staying.renew()).status, 201);
});

t.test('strikes go a day after their window, and only then', async (t) => {
  const { deps, database } = await testTown(t, { worker: false });
  await countStrike(deps.db, 'old', 60);
  await countStrike(deps.db, 'new', 60);
  const age = (subject: string, hours: number) =>
    database.ownerDb.execute(sql`
      UPDATE kit.strike SET window_ends_at = clock_timestamp() - make_interval(hours => ${hours}) WHERE subject = ${subject}`);
  await age('old', 25);
  t.equal(await removeStale(deps, deps.book), 1);
  t.equal((await readStrikes(deps.db, 'new')).count, 1);
});
