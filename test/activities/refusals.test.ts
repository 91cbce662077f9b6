import { randomUUID } from 'node:crypto';
import t from 'tap';
import { plusMinutes, plusSeconds } from '../../src/kit/clock.ts';
import { comeOrGo, draft, here, phones, published } from '../support/steps.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';

/** A town with a station and a street office at their desks, and two volunteers. */
async function weekday(t: Parameters<typeof testTown>[0]) {
  const town = await testTown(t, { worker: false });
  const station = await town.signIn(phones.station(1));
  const streetOffice = await town.signIn(phones.streetOffice);
  const wang = await town.signIn(phones.volunteer(1));
  const li = await town.signIn(phones.volunteer(2));
  return { town, station, streetOffice, wang, li };
}

type Weekday = Awaited<ReturnType<typeof weekday>>;

async function admitted({ town, station, streetOffice, wang }: Weekday, rest = {}) {
  const id = await published(town, { station, streetOffice }, rest);
  const signUp = await wang.call('POST', `/v1/activities/${id}/sign-ups`, {});
  const { status } = await station.call('POST', `/v1/activities/${id}/admissions`, {
    signUpIds: [signUp.body.id],
  });
  if (status !== 201) throw new Error('not admitted');
  return id;
}

async function shownCode(station: Client, id: string, purpose = 'check_in'): Promise<string> {
  const shown = await station.call(
    'GET',
    `/v1/activities/${id}/attendance-code?purpose=${purpose}`,
  );
  return shown.body.code;
}

const enter = async (
  { station, wang }: Weekday,
  id: string,
  rest: object = {},
  purpose: 'check_in' | 'check_out' = 'check_in',
) =>
  wang.call('POST', `/v1/activities/${id}/${purpose === 'check_in' ? 'check-ins' : 'check-outs'}`, {
    code: await shownCode(station, id, purpose),
    position: here,
    ...rest,
  });

const passMinutes = async (town: TestTown, minutes: number) =>
  town.moveTo(plusMinutes(await town.now(), minutes));

t.test('an activity that cannot be is not submitted, and the field is named', async (t) => {
  const { town, station } = await weekday(t);
  const now = await town.now();
  const at = (minutes: number) => plusMinutes(now, minutes).toISOString();
  const wrong = [
    { category: 'SC98', code: 'category_unknown', pointer: '/category' },
    { endsAt: at(0), code: 'activity_times_wrong', pointer: '/endsAt' },
    { startsAt: at(-300), endsAt: at(-200), code: 'activity_times_wrong', pointer: '/endsAt' },
    { endsAt: at(400 * 24 * 60), code: 'activity_times_wrong', pointer: '/endsAt' },
  ];
  for (const { code, pointer, ...rest } of wrong) {
    const answer = await station.call('POST', '/v1/activities', draft(now, rest));
    t.match(answer, { status: 422, body: { code, errors: [{ pointer }] } }, code);
  }
  const own = await station.call('GET', '/v1/activities?view=organised');
  t.equal(own.body.items.length, 0, 'none of them is there');
});

t.test('what is not there, or not any more, is refused by name', async (t) => {
  const day = await weekday(t);
  const { town, station, streetOffice, wang, li } = day;
  const unknown = `/v1/activities/${randomUUID()}`;
  for (const answer of [
    await wang.call('GET', unknown),
    await wang.call('POST', `${unknown}/sign-ups`, {}),
    await station.call('GET', `${unknown}/sign-ups`),
    await streetOffice.call('POST', `${unknown}/approvals`, { decision: 'approve' }),
  ])
    t.match(answer, { status: 404, body: { code: 'activity_unknown' } });

  const made = await station.call('POST', '/v1/activities', draft(await town.now()));
  const { id } = made.body;
  t.match(await station.call('GET', `/v1/activities/${id}/attendance-code?purpose=check_in`), {
    status: 409,
    body: { code: 'activity_state_wrong' },
  });
  await streetOffice.call('POST', `/v1/activities/${id}/approvals`, { decision: 'approve' });
  t.match(
    await streetOffice.call('POST', `/v1/activities/${id}/approvals`, {
      decision: 'return',
      reason: '再想想',
    }),
    { status: 409, body: { code: 'activity_state_wrong' } },
  );
  t.match((await wang.call('GET', `/v1/activities/${id}`)).body, { state: 'published' });

  await passMinutes(town, 156);
  t.match(await li.call('POST', `/v1/activities/${id}/sign-ups`, {}), {
    status: 409,
    body: { code: 'sign_up_closed' },
  });
});

t.test('who has come cannot say any more that they will not', async (t) => {
  const day = await weekday(t);
  const { station, wang } = day;
  const id = await admitted(day);
  t.match(await comeOrGo(station, wang, id, 'check_in'), { status: 201 });
  t.match(await wang.call('DELETE', `/v1/activities/${id}/sign-ups/mine`), {
    status: 409,
    body: { code: 'sign_up_cannot_be_cancelled' },
  });
});

t.test('nobody comes or goes out of turn', async (t) => {
  const day = await weekday(t);
  const { town, station, wang, li } = day;
  const id = await admitted(day);
  t.match(await comeOrGo(station, li, id, 'check_in'), {
    status: 409,
    body: { code: 'not_admitted' },
  });
  t.match(await comeOrGo(station, wang, id, 'check_out'), {
    status: 409,
    body: { code: 'not_checked_in' },
  });
  for (const pair of [1, 2, 3]) {
    t.match(await comeOrGo(station, wang, id, 'check_in'), { status: 201 }, `pair ${pair}`);
    t.match(await comeOrGo(station, wang, id, 'check_in'), {
      status: 409,
      body: { code: 'already_checked_in' },
    });
    await passMinutes(town, 5);
    t.match(await comeOrGo(station, wang, id, 'check_out'), { status: 201 });
  }
  t.match(await comeOrGo(station, wang, id, 'check_in'), {
    status: 409,
    body: { code: 'check_ins_used_up', title: /3 次/ },
  });
});

t.test('a check-in needs the time, a good position, and the newest code', async (t) => {
  const day = await weekday(t);
  const { town } = day;
  const startsAt = plusMinutes(await town.now(), 24 * 60);
  const endsAt = plusMinutes(startsAt, 60);
  const times = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
  const id = await admitted(day, times);
  t.match(await enter(day, id), { status: 409, body: { code: 'outside_hours' } }, 'a day early');
  await town.moveTo(startsAt);
  t.match(await enter(day, id, { position: { ...here, accuracyMetres: 5000 } }), {
    status: 422,
    body: { code: 'position_inaccurate', errors: [{ pointer: '/position' }] },
  });
  const old = await shownCode(day.station, id);
  await town.moveTo(plusSeconds(startsAt, 120));
  t.match(await enter(day, id, { code: old }), {
    status: 422,
    body: { code: 'attendance_code_wrong', errors: [{ pointer: '/code' }] },
  });
  t.match(await enter(day, id), { status: 201 });
});

t.test('who keeps guessing codes waits, also with the right one', async (t) => {
  const day = await weekday(t);
  const id = await admitted(day);
  const right = await shownCode(day.station, id);
  const wrong = String((Number(right) + 1) % 1e8).padStart(8, '0');
  const answers = [];
  for (let tries = 0; tries < 20; tries++) {
    const answer = await enter(day, id, { code: wrong });
    answers.push(answer.body.code);
    if (answer.status === 429) break;
  }
  t.equal(answers.at(-1), 'attendance_locked');
  t.ok(answers.slice(0, -1).every((code) => code === 'attendance_code_wrong'));
  const locked = await enter(day, id);
  t.match(locked, { status: 429, body: { code: 'attendance_locked' } });
  t.ok(Number(locked.headers['retry-after']) > 0, 'says when to come back');
});
