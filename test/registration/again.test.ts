import { sql } from 'drizzle-orm';
import t from 'tap';
import { plusMinutes } from '../../src/kit/clock.ts';
import { registerVolunteer } from '../../src/registration/register-volunteer.ts';
import { counts, csvOf, faultsOf, imported, volunteerRow } from '../imports/files.ts';
import { givePoints } from '../support/points.ts';
import { registration } from '../support/steps.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';
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

const [family, mother] = ['13912344000', '13912344001'];
const ground = '纸质登记表 2026-031';

const assist = (desk: Client, rest: object) =>
  desk.call('POST', '/v1/assisted-registrations', registration({ ground, ...rest }));

const balanceOf = async (volunteer: Client) => {
  await volunteer.renew();
  return (await volunteer.call('GET', '/v1/volunteers/me/balance')).body;
};

/** A child on the phone of the family, with points, whose guardian then withdraws the consent. */
async function childWhoStopped(town: TestTown) {
  const form = {
    ...{ idNumber: await bornYearsAgo(town, 12), guardian: guardianOf(mother) },
    consents: [],
  };
  const child = await newcomer(town, family, { ...form, residenceRegion: community });
  const guardian = await town.signIn(mother);
  const agree = () =>
    guardian.call('POST', `/v1/wards/${child.personId}/answers`, {
      ...{ decision: 'agree', consents: { guardian: 1, under_14: 1 } },
    });
  await agree();
  await givePoints(town, [child.personId], 500);
  const { number } = (await child.call('GET', '/v1/volunteers/me')).body;
  const given = (await guardian.call('GET', '/v1/wards')).body.items[0].consents[0];
  t.match(await guardian.call('DELETE', `/v1/consents/${given.id}`), { status: 204 });
  return { child, form, agree, number };
}

const markOf = async ({ database }: TestTown, id: string) => {
  const [row] = await database.ownerDb.execute<{ mark: Buffer | null }>(
    sql`SELECT document_mark_sealed AS mark FROM people.volunteer WHERE id = ${id}`,
  );
  return row!.mark;
};

t.test('nobody comes into the number and points of whoever had the phone before', async (t) => {
  const town = await testTown(t);
  const desk = await town.signIn(desks.committee);
  const { child, form, agree, number } = await childWhoStopped(town);
  const grandmother = { idNumber: await bornYearsAgo(town, 60), name: '王秀英' };
  const refused = (pointer: string) => ({
    ...{ status: 409, body: { code: 'phone_of_other', errors: [{ pointer }] } },
  });
  t.match(await assist(desk, { ...grandmother, phone: family }), refused('/phone'));
  t.match(
    await child.call('POST', '/v1/volunteers', registration(grandmother)),
    refused('/idNumber'),
  );
  const row = volunteerRow(1, { ...grandmother, phone: family });
  const { id } = await imported(desk, csvOf('volunteers', [row]), { mode: 'skip_bad' });
  t.match(await faultsOf(desk, id), [{ column: 'phone', code: 'phone_of_other' }]);
  const without = await assist(desk, grandmother);
  t.equal(without.status, 201, 'without the phone she is somebody of her own');
  t.not(without.body.number, number);

  t.match(await child.call('POST', '/v1/volunteers', registration(form)), {
    ...{ status: 201, body: { number, state: 'guardian_pending' } },
  });
  t.equal(await markOf(town, child.personId), null, 'it stands there itself again');
  await agree();
  t.match(await balanceOf(child), { centipoints: 500 }, 'the child goes on where it stopped');
});

t.test('by what somebody is known again nobody is found, and it goes with leaving', async (t) => {
  const town = await testTown(t, { worker: false });
  const { child, form } = await childWhoStopped(town);
  const mark = await markOf(town, child.personId);
  const index = town.deps.vault.index('national-id', form.idNumber);
  t.ok(mark && !mark.includes(index) && !mark.includes(index.toString('hex')), 'it is sealed');
  t.match(await child.call('DELETE', '/v1/me'), { status: 204 });
  t.equal(await markOf(town, child.personId), null);
  await town.moveTo(plusMinutes(await town.now(), 2));
  const anew = await town.signIn(family);
  const registered = await anew.call('POST', '/v1/volunteers', registration(form));
  t.match(registered, { status: 201, body: { state: 'guardian_pending' } }, 'as somebody new');
  t.not(registered.body.id, child.personId);
});

t.test('who was rejected mends a number, and is not replaced by somebody else', async (t) => {
  const town = await testTown(t);
  await setRules(town, { 'volunteer.approval_steps': 1 });
  const desk = await town.signIn(desks.committee);
  const officer = await otherOfficer(town, await town.signIn(desks.street));
  const phone = '13912344010';
  const born = (serial: number) => bornYearsAgo(town, 40, serial);
  const first = await assist(desk, { phone, name: '张伟', idNumber: await born(1) });
  const { id, number } = first.body;
  t.equal((await reject(officer, id)).status, 201);
  t.match(await assist(desk, { phone, name: '张小伟', idNumber: await born(2) }), {
    ...{ status: 409, body: { code: 'phone_of_other', errors: [{ pointer: '/phone' }] } },
  });
  const row = volunteerRow(1, { phone });
  const other = await imported(desk, csvOf('volunteers', [row]), { mode: 'skip_bad' });
  t.same(counts(other), [0, 0, 1]);
  t.match((await officer.call('GET', `/v1/volunteers/${id}`)).body, {
    ...{ state: 'rejected', name: '张*', number },
  });
  const own = await town.signIn(phone);
  const mended = registration({ name: '张 伟', idNumber: await born(2) });
  t.match(await own.call('POST', '/v1/volunteers', mended), {
    ...{ status: 201, body: { id, number, state: 'submitted' } },
  });
});

t.test('a registration that was merged is not taken up again', async (t) => {
  const town = await testTown(t);
  const street = await town.signIn(desks.street);
  const desk = await town.signIn(desks.committee);
  const phone = '13912344020';
  const form = { idNumber: await bornYearsAgo(town, 40, 1) };
  const duplicate = await newcomer(town, phone, form);
  const people = [
    await newcomer(town, '13912344021', { idNumber: await bornYearsAgo(town, 40, 2) }),
    await newcomer(town, '13912344022', { idNumber: await bornYearsAgo(town, 40, 3) }),
  ];
  let last = duplicate;
  for (const kept of people) {
    const merged = await street.call('POST', '/v1/volunteer-merges', {
      ...{ keptId: kept.personId, duplicateId: last.personId, reason: '同一人两次登记' },
    });
    t.equal(merged.status, 201);
    last = kept;
  }
  const { number } = (await last.call('GET', '/v1/volunteers/me')).body;
  const refused = { status: 409, body: { code: 'registration_merged' } };
  const again = await duplicate.call('POST', '/v1/volunteers', registration(form));
  t.match(again, refused);
  t.ok(again.body.text['zh-CN'].includes(number), 'of all that were merged, the last goes on');
  t.match(await assist(desk, { ...form, phone }), {
    ...{ status: 409, body: { code: 'registration_merged', errors: [{ pointer: '/phone' }] } },
  });
  const row = volunteerRow(1, { phone });
  const { id } = await imported(desk, csvOf('volunteers', [row]), { mode: 'skip_bad' });
  t.match(await faultsOf(desk, id), [{ column: 'phone', code: 'registration_merged' }]);
  t.match((await duplicate.call('GET', '/v1/volunteers/me')).body, { goesOnAs: number });
  t.match((await last.call('GET', '/v1/volunteers/me')).body, { goesOnAs: null });
});

const rounds = 8;

t.test('whoever leaves while being registered leaves nothing behind', async (t) => {
  const town = await testTown(t, { worker: false });
  const desk = await town.signIn(desks.committee);
  for (let round = 0; round < rounds; round++) {
    const phone = `1391234403${round}`;
    const form = { idNumber: await bornYearsAgo(town, 40, round + 1) };
    const leaving = await town.signIn(phone);
    const byDesk = round % 2 === 1;
    const [registered, left] = await Promise.all([
      byDesk
        ? assist(desk, { ...form, phone })
        : leaving.call('POST', '/v1/volunteers', registration(form)),
      leaving.call('DELETE', '/v1/me'),
    ]);
    t.equal(left.status, 204);
    t.ok([201, 409].includes(registered.status), JSON.stringify(registered.body));
    const kept = await town.database.ownerDb.execute(sql`
      SELECT FROM people.volunteer v JOIN people.person p USING (book, id)
      WHERE p.left_at IS NOT NULL AND (v.name_sealed IS NOT NULL OR v.id_number_index IS NOT NULL)`);
    t.equal(kept.length, 0, `round ${round}`);
    const there = byDesk && registered.status === 201 && registered.body.id !== leaving.personId;
    const anew = await assist(desk, form);
    t.equal(anew.status, there ? 409 : 201, 'the document is free again');
  }
});

t.test('nobody is registered who has just left', async (t) => {
  const town = await testTown(t, { worker: false });
  const leaving = await town.signIn('13912344040');
  t.match(await leaving.call('DELETE', '/v1/me'), { status: 204 });
  const { deps } = town;
  const who = { book: deps.book, personId: leaving.personId };
  await t.rejects(registerVolunteer(deps, who, registration() as never), { code: 'has_left' });
});

t.test('a suspension stands when somebody comes back, until it is lifted', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const decide = (id: string, body: object) =>
    street.call('POST', `/v1/volunteers/${id}/decisions`, body);
  const suspend = { decision: 'suspend', reason: '核实情况' };
  const wang = await newcomer(town, '13912344050');
  t.equal((await decide(wang.personId, suspend)).status, 201);
  t.match(await wang.call('DELETE', '/v1/me'), { status: 204 }, 'nobody is kept from leaving');
  const seen = (await street.call('GET', `/v1/volunteers/${wang.personId}`)).body;
  t.match(seen, { state: 'suspended', idNumber: null, may: ['resume', 'revoke'] });
  const anew = await town.signIn('13912344051');
  const comeBack = () => anew.call('POST', '/v1/volunteers', registration());
  t.match(await comeBack(), { status: 409, body: { code: 'id_number_registered' } });
  const merge = await street.call('POST', '/v1/volunteer-merges', {
    keptId: wang.personId,
    duplicateId: (await newcomer(town, '13912344052', { idNumber: '120101199003071235' })).personId,
    reason: '同一人两次登记',
  });
  t.match(merge, { status: 409, body: { code: 'volunteer_state_wrong' } }, 'nor does it go on');
  t.match(await decide(wang.personId, { decision: 'resume' }), {
    ...{ status: 201, body: { state: 'cancelled', reason: null } },
  });
  t.match(await comeBack(), { status: 201, body: { state: 'active' } });
});

t.test('nor does a guardian end a suspension by ending the registration', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const form = { idNumber: await bornYearsAgo(town, 15), guardian: guardianOf(mother) };
  const ward = await newcomer(town, family, { ...form, residenceRegion: community });
  const guardian = await town.signIn(mother);
  await guardian.call('POST', `/v1/wards/${ward.personId}/answers`, {
    ...{ decision: 'agree', consents: { guardian: 1 } },
  });
  const decide = (body: object) =>
    street.call('POST', `/v1/volunteers/${ward.personId}/decisions`, body);
  await decide({ decision: 'suspend', reason: '核实情况' });
  const given = (await guardian.call('GET', '/v1/wards')).body.items[0].consents[0];
  t.match(await guardian.call('DELETE', `/v1/consents/${given.id}`), { status: 204 });
  const again = () => ward.call('POST', '/v1/volunteers', registration(form));
  t.match(await again(), { status: 409, body: { code: 'already_volunteer' } });
  t.match((await ward.call('GET', '/v1/volunteers/me')).body, {
    ...{ state: 'suspended', idNumber: null, reason: '核实情况' },
  });
  t.match(await decide({ decision: 'resume' }), { body: { state: 'cancelled' } });
  t.match(await again(), { status: 201, body: { state: 'guardian_pending' } });
});
