import { sql } from 'drizzle-orm';
import t from 'tap';
import { countStrike, readStrikes } from '../../src/kit/strikes.ts';
import { removeUnused } from '../../src/protection/jobs.ts';
import { rulesInForce } from '../../src/rules/index.ts';
import { removeStale } from '../../src/sign-in/remove-stale.ts';
import { givePoints } from '../support/points.ts';
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

t.test(
  'answers to keyed requests and pay codes that nobody took go after their time',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const { deps, database } = town;
    const [payer, till] = [
      await town.signIn(phones.volunteer(1)),
      await town.signIn(phones.merchant(1)),
    ];
    await givePoints(town, [payer.personId], 1000);
    const code = async () => (await payer.call('POST', '/v1/pay-codes')).body.code;
    const key = { 'idempotency-key': 'once' };
    const taken = await till.call(
      'POST',
      '/v1/redemptions',
      { code: await code(), centipoints: 100 },
      key,
    );
    t.equal(taken.status, 201);
    await code();
    const left = async () => {
      const [row] = await database.ownerDb.execute<{ codes: number; answers: number }>(sql`
      SELECT (SELECT count(*)::int FROM rewards.pay_code) AS codes,
             (SELECT count(*)::int FROM kit.idempotency) AS answers`);
      return row;
    };
    const remove = async () => {
      const now = await deps.clock.now(deps.db);
      return removeUnused(
        deps,
        await rulesInForce(deps.db, deps.book, String(deps.book), now),
        now,
      );
    };
    await passSeconds(town, 24 * hour);
    t.equal(await remove(), 0, 'not a minute early');
    const before = await left();
    await passSeconds(town, 120);
    t.equal(await remove(), 1);
    t.match(
      await left(),
      { codes: before!.codes - 1, answers: before!.answers },
      'what was taken stays',
    );
    const age = (days: number) =>
      database.ownerDb.execute(
        sql`UPDATE kit.idempotency SET created_at = clock_timestamp() - make_interval(days => ${days}, secs => 60)`,
      );
    await age(29);
    t.equal(await remove(), 0);
    await age(30);
    t.equal(await remove(), before!.answers);
    t.ok(before!.answers > 0);
  },
);
