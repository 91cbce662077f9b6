import { sql } from 'drizzle-orm';
import t from 'tap';
import { plusMinutes } from '../../src/kit/clock.ts';
import { newcomer } from '../registration/desks.ts';
import { givePoints } from '../support/points.ts';
import { enrol, nextCode, passSeconds } from '../support/staff.ts';
import { comeOrGo, phones, published, registration } from '../support/steps.ts';
import { testTown } from '../support/town.ts';

t.test('of whoever leaves only a pseudonym stays, and the books stay in order', async (t) => {
  const town = await testTown(t, { worker: false });
  const station = await town.signIn(phones.station(1));
  const streetOffice = await town.signIn(phones.streetOffice);
  const id = await published(town, { station, streetOffice });
  const phone = '13912345800';
  const wang = await newcomer(town, phone);
  await wang.renew();
  await wang.call('POST', `/v1/activities/${id}/sign-ups`, {});
  await givePoints(town, [wang.personId], 500);
  t.match(await wang.call('DELETE', '/v1/me'), { status: 204 });

  const [person] = await town.database.ownerDb.execute(
    sql`SELECT phone_sealed, phone_index, key_sealed, left_at IS NOT NULL AS left FROM people.person WHERE id = ${wang.personId}`,
  );
  t.same(person, { phone_sealed: null, phone_index: null, key_sealed: null, left: true });
  const [row] = await town.database.ownerDb.execute(
    sql`SELECT state, name_sealed, id_number_sealed, id_number_index, details_sealed, health_sealed FROM people.volunteer WHERE id = ${wang.personId}`,
  );
  const gone = { name_sealed: null, id_number_sealed: null, id_number_index: null };
  t.same(row, { state: 'cancelled', ...gone, details_sealed: null, health_sealed: null });
  t.match((await wang.renew()).status, 401, 'no device is signed in any more');
  t.match((await station.call('GET', `/v1/activities/${id}/sign-ups`)).body.items, [
    { state: 'cancelled', volunteer: { name: '（已注销 / has left）' } },
  ]);
  t.match((await streetOffice.call('GET', `/v1/volunteers/${wang.personId}`)).body, {
    ...{ state: 'cancelled', name: '（已注销 / has left）', phone: null, idNumber: null },
  });

  await town.moveTo(plusMinutes(await town.now(), 2));
  const anew = await town.signIn(phone);
  t.not(anew.personId, wang.personId, 'the phone is somebody new');
  t.match(await anew.call('POST', '/v1/volunteers', registration()), { status: 201 });
});

t.test('of whoever has worked here nothing of how they signed in stays', async (t) => {
  const town = await testTown(t, { worker: false });
  const phone = '13912345830';
  const clerk = await newcomer(town, phone);
  await clerk.renew();
  t.equal((await clerk.call('PUT', '/v1/sessions/current/pin', { pin: '270618' })).status, 204);
  // As of somebody who was staff, and whose roles were taken back.
  const { ownerDb } = town.database;
  const who = sql`${town.deps.book}, ${clerk.personId}`;
  for (const row of [
    sql`sign_in.password (book, person_id, id, hash, set_at) VALUES (${who}, gen_random_uuid(), '$argon2id$x', now())`,
    sql`sign_in.authenticator (book, person_id, secret_sealed, added_at) VALUES (${who}, 'x', now())`,
    sql`sign_in.recovery_code (book, person_id, mac) VALUES (${who}, 'x')`,
    sql`sign_in.credential_reset (book, person_id, code_mac, reset_at, expires_at) VALUES (${who}, 'x', now(), 'infinity')`,
  ])
    await ownerDb.execute(sql`INSERT INTO ${row}`);
  t.match(await clerk.call('DELETE', '/v1/me'), { status: 204 });
  const tables = ['password', 'authenticator', 'recovery_code', 'credential_reset', 'pin'];
  for (const table of tables) {
    const rows = await ownerDb.execute(sql`SELECT FROM sign_in.${sql.raw(table)}`);
    t.equal(rows.length, 0, table);
  }
});

t.test('who leaves, or takes everything out, has just shown who they are', async (t) => {
  const town = await testTown(t, { worker: false });
  const phone = '13912345840';
  const wang = await newcomer(town, phone);
  await passSeconds(town, 16 * 60);
  await wang.renew();
  const needed = { status: 403, body: { code: 'confirmation_needed' } };
  t.match(await wang.call('GET', '/v1/me/data'), needed, 'a phone that is signed in for long');
  t.match(await wang.call('DELETE', '/v1/me'), needed);
  const confirm = (code: string) => wang.call('POST', '/v1/me/confirmations', { code });
  const wrong = {
    status: 422,
    body: { code: 'confirmation_wrong', errors: [{ pointer: '/code' }] },
  };
  t.match(await confirm('000000'), wrong, 'no code was sent');
  t.equal((await wang.call('POST', '/v1/me/confirmation-codes')).status, 202);
  const mail = await wang.call('GET', `/v1/development-messages?phone=${phone}`);
  const { code } = mail.body.items[0];
  t.match(await confirm(code === '000000' ? '111111' : '000000'), wrong);
  t.match(await wang.call('GET', '/v1/me/data'), needed);
  t.equal((await confirm(code)).status, 204);
  t.match(await confirm(code), wrong, 'a code works once');
  t.equal((await wang.call('GET', '/v1/me/data')).status, 200);
  t.equal((await wang.call('DELETE', '/v1/me')).status, 204);
});

t.test('staff show it with their authenticator, and guessing is stopped', async (t) => {
  const town = await testTown(t, { worker: false });
  const clerk = await town.signIn(phones.station(1));
  const { secret, recoveryCodes } = await enrol(town, clerk);
  for (const minutes of [10, 6]) {
    await passSeconds(town, minutes * 60);
    await clerk.renew();
  }
  const confirm = (code: string) => clerk.call('POST', '/v1/me/confirmations', { code });
  t.match(await clerk.call('GET', '/v1/me/data'), { status: 403 });
  t.equal((await confirm(await nextCode(town, secret))).status, 204);
  t.equal((await clerk.call('GET', '/v1/me/data')).status, 200);
  t.equal((await confirm(recoveryCodes[0]!)).status, 204, 'or a recovery code');
  for (let tries = 1; tries <= 5; tries++) t.equal((await confirm('000000')).status, 422);
  t.match(await confirm(await nextCode(town, secret)), {
    ...{ status: 429, body: { code: 'confirmation_locked' } },
  });
});

t.test('whoever works here is released first', async (t) => {
  const town = await testTown(t, { worker: false });
  const station = await town.signIn(phones.station(1));
  t.match(await station.call('DELETE', '/v1/me'), { status: 409, body: { code: 'roles_held' } });
  t.match(await station.call('GET', '/v1/me'), { status: 200 });
});

t.test('whoever was revoked does not come back by leaving', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(phones.streetOffice);
  const wang = await newcomer(town, '13912345810');
  const revoked = await street.call('POST', `/v1/volunteers/${wang.personId}/decisions`, {
    ...{ decision: 'revoke', reason: '伪造服务记录' },
  });
  t.match(revoked, { status: 201 });
  await wang.renew();
  t.match(await wang.call('DELETE', '/v1/me'), { status: 204 });
  t.match((await street.call('GET', `/v1/volunteers/${wang.personId}`)).body, {
    ...{ state: 'revoked', name: '（已注销 / has left）', idNumber: null },
  });
  const anew = await town.signIn('13912345811');
  t.match(await anew.call('POST', '/v1/volunteers', registration()), {
    status: 409,
    body: { code: 'id_number_registered' },
  });
});

t.test(
  'places at activities to come go to whoever waits; what has begun is recorded',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const station = await town.signIn(phones.station(1));
    const streetOffice = await town.signIn(phones.streetOffice);
    const [first, second] = [
      await published(town, { station, streetOffice }, { capacity: 1 }),
      await published(town, { station, streetOffice }, { capacity: 1, title: '社区清洁' }),
    ];
    const leaving = await newcomer(town, '13912345820');
    await leaving.renew();
    const waiting = await town.signIn(phones.volunteer(1));
    const signUp = async (who: typeof waiting, id: string) =>
      (await who.call('POST', `/v1/activities/${id}/sign-ups`, {})).body;
    const begun = await signUp(leaving, first);
    await signUp(leaving, second);
    t.match(await signUp(waiting, second), { state: 'waiting' });
    await station.call('POST', `/v1/activities/${first}/admissions`, { signUpIds: [begun.id] });
    t.match(await comeOrGo(station, leaving, first, 'check_in'), { status: 201 });
    t.match(await leaving.call('DELETE', '/v1/me'), { status: 204 });
    const states = async (id: string) =>
      (await station.call('GET', `/v1/activities/${id}/sign-ups`)).body.items.map(
        ({ state }: { state: string }) => state,
      );
    t.same(await states(first), ['checked_in']);
    t.same(await states(second), ['cancelled', 'applied']);
    const [counts] = await town.database.ownerDb.execute(
      sql`SELECT taken, waiting FROM activities.activity WHERE id = ${second}`,
    );
    t.same(counts, { taken: 1, waiting: 0 });
  },
);
