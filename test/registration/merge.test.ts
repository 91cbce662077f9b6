import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { managerOf } from '../../src/demo/index.ts';
import { plusMinutes } from '../../src/kit/clock.ts';
import { batchesOf, postBatch, settleActivity } from '../../src/settlement/index.ts';
import { pastAttendance } from '../support/attendance.ts';
import { givePoints } from '../support/points.ts';
import { comeOrGo, phones, published } from '../support/steps.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';
import { bornYearsAgo, desks, newcomer, setRules } from './desks.ts';

t.test('two registrations of one person become one, and nothing is lost or doubled', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(phones.streetOffice);
  const kept = await newcomer(town, '13912345900');
  const passport = {
    idType: 'passport',
    idNumber: 'E12345678',
    sex: 'female',
    birthDate: '1948-02-29',
  };
  const duplicate = await newcomer(town, '13912345901', passport);
  await kept.renew();
  await givePoints(town, [kept.personId], 300);
  await givePoints(town, [duplicate.personId], 500);
  const merge = (body: object) =>
    street.call('POST', '/v1/volunteer-merges', { reason: '同一人两次登记', ...body });
  const ids = { keptId: kept.personId, duplicateId: duplicate.personId };

  t.match(await merge({ ...ids, duplicateId: kept.personId }), {
    status: 422,
    body: { code: 'merge_same', errors: [{ pointer: '/duplicateId' }] },
  });
  t.match(await merge({ ...ids, duplicateId: randomUUID() }), {
    status: 404,
    body: { code: 'volunteer_unknown', errors: [{ pointer: '/duplicateId' }] },
  });
  const [first, second] = await Promise.all([
    merge(ids),
    merge({ keptId: ids.duplicateId, duplicateId: ids.keptId }),
  ]);
  t.same([first.status, second.status].sort(), [201, 409], 'of two at once, one');
  t.match(first.status === 201 ? second.body : first.body, { code: 'volunteer_state_wrong' });
  const goesOn = first.status === 201 ? kept : duplicate;
  await goesOn.renew();
  t.match((await goesOn.call('GET', '/v1/volunteers/me/balance')).body, { centipoints: 800 });
  t.match((await goesOn.call('GET', '/v1/volunteers/me/statement?unit=POINT')).body.items[0], {
    words: '合并重复登记',
  });
  t.match(await merge(ids), { status: 409 }, 'once');
  const other = goesOn === kept ? duplicate : kept;
  t.match((await other.call('GET', '/v1/me')).body, { volunteer: { state: 'cancelled' } });
});

/** Two registrations of one person, who live where the street may merge them, or in other communities. */
async function twice(
  t: Test,
  { kept: keptAt, duplicate: duplicateAt }: { kept?: string; duplicate?: string } = {},
) {
  const town = await testTown(t, { worker: false });
  const register = async (n: number, residenceRegion = '120101004002') => {
    const idNumber = await bornYearsAgo(town, 70, n);
    const person = await newcomer(town, `1391234592${n}`, { idNumber, residenceRegion });
    await person.renew();
    return person;
  };
  const [kept, duplicate] = [await register(1, keptAt), await register(2, duplicateAt)];
  const body = { keptId: kept.personId, duplicateId: duplicate.personId, reason: '同一人两次登记' };
  const mergeBy = (desk: Client) => desk.call('POST', '/v1/volunteer-merges', body);
  return { town, kept, duplicate, mergeBy };
}

/** Closes an activity without crediting anybody yet; the answer does that. */
async function settled({ deps, plan }: TestTown, activityId: string) {
  const manager = managerOf(plan, plan.stations[0]!);
  await settleActivity(deps, deps.transact, manager, activityId);
  return async () => {
    for (const batch of await batchesOf(deps.db, deps.book, activityId))
      await postBatch(deps, batch);
  };
}

const balanceOf = async (volunteer: Client) => {
  const { minutes, centipoints } = (await volunteer.call('GET', '/v1/volunteers/me/balance')).body;
  return { minutes, centipoints };
};

/** What stands in all accounts of somebody. */
async function standing({ database }: TestTown, { personId }: Client): Promise<number> {
  const [row] = await database.ownerDb.execute<{ sum: string }>(
    sql`SELECT coalesce(sum(balance), 0) AS sum FROM ledger.account WHERE owner = ${personId}`,
  );
  return Number(row!.sum);
}

t.test('what was served and not settled yet comes to the one that goes on', async (t) => {
  const { town, kept, duplicate, mergeBy } = await twice(t);
  const street = await town.signIn(desks.street);
  const station = await town.signIn(phones.station(1));
  const under = await published(town, { station, streetOffice: street });
  const { body } = await duplicate.call('POST', `/v1/activities/${under}/sign-ups`, {});
  await station.call('POST', `/v1/activities/${under}/admissions`, { signUpIds: [body.id] });
  t.match(await comeOrGo(station, duplicate, under, 'check_in'), { status: 201 });
  const post = await settled(town, await pastAttendance(town, [duplicate.personId]));
  t.equal((await mergeBy(street)).status, 201);

  await post();
  t.match(await balanceOf(kept), { minutes: 120 }, 'what was frozen before');
  await town.moveTo(plusMinutes(await town.now(), 61));
  t.match(await comeOrGo(station, kept, under, 'check_out'), { status: 201 }, 'and goes out again');
  await (await settled(town, under))();
  t.match(await balanceOf(kept), { minutes: 180 });
  t.equal(await standing(town, duplicate), 0);
  const { items } = (await kept.call('GET', '/v1/volunteers/me/records')).body;
  t.match(items, [{ minutes: 60 }], 'under the number that goes on');
});

t.test('who came under two numbers is credited once, and a day is a day', async (t) => {
  const { town, kept, duplicate, mergeBy } = await twice(t);
  await setRules(town, { 'record.daily_cap_min': 180 });
  const street = await town.signIn(desks.street);
  const alone = await pastAttendance(town, [duplicate.personId]);
  await (await settled(town, alone))();
  const [sameTime, both] = [
    await pastAttendance(town, [kept.personId]),
    await pastAttendance(town, [kept.personId, duplicate.personId]),
  ];
  t.equal((await mergeBy(street)).status, 201);
  await (await settled(town, sameTime))();
  t.match(await balanceOf(kept), { minutes: 120 }, 'these minutes were credited already');
  await town.moveTo(plusMinutes(await town.now(), 130));
  const later = await pastAttendance(town, [kept.personId, duplicate.personId]);
  await (await settled(town, later))();
  t.match(await balanceOf(kept), { minutes: 180 }, 'once, up to what is left of the day');
  await (await settled(town, both))();
  const records = await town.database.ownerDb.execute(
    sql`SELECT volunteer_id, raw_minutes, minutes FROM records.service_record WHERE activity_id IN (${later}, ${both}) ORDER BY id`,
  );
  t.same(
    [...records],
    [
      { volunteer_id: kept.personId, raw_minutes: 120, minutes: 60 },
      { volunteer_id: kept.personId, raw_minutes: 0, minutes: 0 },
    ],
    'one record of one person',
  );
});

t.test('points that are given back later come to the one that goes on', async (t) => {
  const { town, kept, duplicate, mergeBy } = await twice(t);
  const street = await town.signIn(desks.street);
  const till = await town.signIn(phones.merchant(1));
  const key = () => ({ 'idempotency-key': randomUUID() });
  await givePoints(town, [duplicate.personId], 500);
  const { code } = (await duplicate.call('POST', '/v1/pay-codes', {})).body;
  const spent = await till.call('POST', '/v1/redemptions', { code, centipoints: 200 }, key());
  t.equal((await mergeBy(street)).status, 201);
  t.match(await balanceOf(kept), { centipoints: 300 });
  const redemptionId = spent.body.id;
  const refunded = await till.call('POST', '/v1/refunds', { redemptionId }, key());
  t.match(refunded, { status: 201, body: { centipoints: 200 } });
  t.match(await balanceOf(kept), { centipoints: 500 });
});

const rounds = 4;

t.test('nothing stays behind that is credited or spent while two become one', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const till = await town.signIn(phones.merchant(1));
  for (let round = 0; round < rounds; round++) {
    const register = async (n: number) => {
      const idNumber = await bornYearsAgo(town, 60, n);
      const person = await newcomer(town, `139123459${40 + n}`, { idNumber });
      await person.renew();
      return person;
    };
    const [kept, duplicate] = [await register(2 * round + 1), await register(2 * round + 2)];
    await givePoints(town, [duplicate.personId], 500);
    await town.moveTo(plusMinutes(await town.now(), 130));
    const { code } = (await duplicate.call('POST', '/v1/pay-codes', {})).body;
    const post = await settled(town, await pastAttendance(town, [duplicate.personId]));
    const [merged, redeemed] = await Promise.all([
      street.call('POST', '/v1/volunteer-merges', {
        ...{ keptId: kept.personId, duplicateId: duplicate.personId, reason: '同一人两次登记' },
      }),
      till.call(
        'POST',
        '/v1/redemptions',
        { code, centipoints: 100 },
        { 'idempotency-key': randomUUID() },
      ),
      post(),
    ]);
    t.equal(merged.status, 201, JSON.stringify(merged.body));
    t.ok(redeemed.status < 500, JSON.stringify(redeemed.body));
    t.equal(await standing(town, duplicate), 0, `round ${round}`);
    const spent = redeemed.status === 201 ? 100 : 0;
    t.match(await balanceOf(kept), { minutes: 240, centipoints: 1000 - spent });
    await town.moveTo(plusMinutes(await town.now(), -130));
  }
});

t.test('the district merges across its streets, and the city across its districts', async (t) => {
  const street = await twice(t, { kept: '120101004002', duplicate: '120101001001' });
  const office = await street.town.signIn(desks.street);
  t.match(await street.mergeBy(office), {
    ...{ status: 404, body: { code: 'volunteer_unknown', errors: [{ pointer: '/duplicateId' }] } },
  });
  const district = await street.town.signIn(desks.district);
  const seen = await district.call('GET', `/v1/volunteers/${street.kept.personId}`);
  t.match(seen.body.may, ['merge', 'disclose'], 'it is offered, and no decision of the street');
  t.equal((await street.mergeBy(district)).status, 201);

  const districts = await twice(t, { kept: '120101004002', duplicate: '120102001001' });
  const one = await districts.town.signIn(desks.district);
  t.match(await districts.mergeBy(one), { status: 404, body: { code: 'volunteer_unknown' } });
  const city = await districts.town.signIn(desks.city);
  t.equal((await districts.mergeBy(city)).status, 201);
});
