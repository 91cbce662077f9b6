import {
  type ActivityDraft,
  admitSignUps,
  attend,
  findActivity,
  publishActivity,
  reviewActivity,
  showAttendanceCode,
  signUp,
} from '../activities/index.ts';
import {
  createClock,
  dateInChina,
  type Instant,
  instant,
  plusMinutes,
  plusSeconds,
} from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { timedIdFromCause } from '../kit/id.ts';
import { settleActivity } from '../settlement/index.ts';
import { managerOf, streetOfficeOf } from './actors.ts';
import type { TownPlan } from './plan.ts';

interface Kind {
  title: string;
  category: string;
  content: string;
  riskNote: string;
  /** Hour of the day in China, and how long. */
  hour: number;
  minutes: number;
}

const kinds: Kind[] = [
  {
    title: '社区送餐',
    category: 'SC17',
    content: '为独居老人送午餐到家，陪聊几句。',
    riskNote: '电动车出行请戴头盔；上下楼梯防滑，注意防烫。',
    hour: 10,
    minutes: 150,
  },
  {
    title: '便民理发',
    category: 'SC01',
    content: '在站点为老人免费理发，协助登记和清扫。',
    riskNote: '剪刀等锐器请妥善保管；地面碎发及时清扫防滑倒。',
    hour: 9,
    minutes: 180,
  },
  {
    title: '智能手机课堂',
    category: 'SC07',
    content: '教老人使用手机挂号、视频通话、识别诈骗。',
    riskNote: '室内活动，注意用电安全；不得代老人操作转账。',
    hour: 14,
    minutes: 120,
  },
  {
    title: '海河清洁行',
    category: 'SC06',
    content: '沿河捡拾垃圾，劝导文明行为。',
    riskNote: '临水作业，不得翻越护栏；雨天地滑，高温注意防暑。',
    hour: 8,
    minutes: 135,
  },
  {
    title: '文明交通引导',
    category: 'SC11',
    content: '早高峰在路口引导行人遵守信号灯。',
    riskNote: '站在安全岛内，穿反光背心，不得进入机动车道。',
    hour: 7,
    minutes: 95,
  },
  {
    title: '陪伴聊天',
    category: 'SC17',
    content: '到高龄老人家中陪伴聊天、读报。',
    riskNote: '两人结伴入户；如遇老人不适请立即联系站点和家属。',
    hour: 15,
    minutes: 120,
  },
];

const shiftOf = (target: Instant, now: Instant) => target.getTime() - now.getTime();
const place = (n: number) => ({
  name: '社区活动室',
  latitude: 39.1108 + n * 0.0013,
  longitude: 117.1989 + n * 0.0017,
  datum: 'GCJ02' as const,
});

/** Deps whose clock stands at `at` from now on, for everything that the town did in its past. */
function depsAt(deps: Deps, at: Instant, now: Instant): Deps {
  const shift = shiftOf(at, now);
  return { ...deps, clock: createClock(() => shift) };
}

/** `days` back of lived-through activities (two a day), settled through the ordinary operations. */
export async function liveThroughDays(
  deps: Deps,
  plan: TownPlan,
  now: Instant,
  days: number,
): Promise<void> {
  const lived = Array.from({ length: days * 2 }, (_, n) => n);
  const settling: (() => Promise<unknown>)[] = [];
  // Four at a time: as many as the machine has cores for the database and this process, and then some.
  const lanes = [0, 1, 2, 3].map(async (lane) => {
    for (const n of lived.filter((number) => number % 4 === lane))
      settling[n] = await liveActivity(deps, plan, now, n);
  });
  await Promise.all(lanes);
  // The oldest day first, so that statements read like the past they tell.
  for (const settle of settling.reverse()) await settle();
}

/** Lives through one activity and answers how to settle it; one that is there already is left alone. */
async function liveActivity(
  deps: Deps,
  plan: TownPlan,
  now: Instant,
  n: number,
): Promise<() => Promise<unknown>> {
  const daysAgo = 1 + Math.floor(n / 2);
  const kind = kinds[n % kinds.length]!;
  const station = plan.stations[n % plan.stations.length]!;
  const startsAt = atHour(plusSeconds(now, -daysAgo * 86_400), kind.hour);
  const at = (minutes: number) => depsAt(deps, plusMinutes(startsAt, minutes), now);
  const cause = `${plan.book}/demo/activity/${dateInChina(startsAt)}/${n % 2}`;
  const id = timedIdFromCause(plusMinutes(startsAt, -2880), cause);
  const by = managerOf(plan, station);
  const after = at(kind.minutes + 40);
  const settle = () => settleActivity(after, after.transact, by, id);
  const standing = await findActivity(deps.db, plan.book, id);
  // A raising that was broken off before the settling is settled now; settling twice is no harm.
  if (standing) return standing.state === 'pending_review' ? async () => {} : settle;

  const draft = draftOf(kind, startsAt, n % plan.stations.length, 12);
  await publishActivity(at(-2880), by, draft, id);
  await reviewActivity(at(-2800), streetOfficeOf(plan, station.region), id, {
    decision: 'approve',
  });
  const people = peopleFor(plan, n);
  const signUps: string[] = [];
  for (const { id: personId } of people) {
    signUps.push((await signUp(at(-1440), { book: plan.book, personId }, id)).id);
  }
  await admitSignUps(at(-60), by, id, signUps);
  for (const [order, { id: personId }] of people.entries()) {
    const who = { book: plan.book, personId };
    const position = { ...draft.place, accuracyMetres: 12 };
    const come = at(-5 + order);
    const comeCode = await showAttendanceCode(come, by, id, 'check_in');
    await attend(come, who, id, 'check_in', { code: comeCode.code, position });
    // Now and then somebody forgets to check out, or leaves after a quarter of an hour.
    if ((n + order) % 23 === 0) continue;
    const go = at((n + order) % 17 === 0 ? 15 + order : kind.minutes + 2 - (order % 3));
    const goCode = await showAttendanceCode(go, by, id, 'check_out');
    await attend(go, who, id, 'check_out', { code: goCode.code, position });
  }
  return settle;
}

/** Activities people can see and join: one going on now, some in the next days, one that waits for review. */
export async function announceComingDays(deps: Deps, plan: TownPlan, now: Instant): Promise<void> {
  const today = dateInChina(now);
  for (const day of [0, 1, 2, 3]) {
    const [station, kind] = [
      plan.stations[day % plan.stations.length]!,
      kinds[day % kinds.length]!,
    ];
    const id = timedIdFromCause(atHour(now, 0), `${plan.book}/demo/coming/${today}/${day}`);
    if (await findActivity(deps.db, plan.book, id)) continue;
    const startsAt =
      day === 0 ? plusMinutes(now, -10) : atHour(plusSeconds(now, day * 86_400), kind.hour);
    const by = managerOf(plan, station);
    await publishActivity(
      deps,
      by,
      draftOf(day === 0 ? { ...kind, minutes: 300 } : kind, startsAt, day, 8 + day),
      id,
    );
    const office = streetOfficeOf(plan, station.region);
    if (day < 3) await reviewActivity(deps, office, id, { decision: 'approve' });
  }
}

function draftOf(kind: Kind, startsAt: Instant, site: number, capacity: number): ActivityDraft {
  const { title, category, content, riskNote } = kind;
  return {
    ...{ title, category, content, riskNote, capacity },
    place: place(site),
    radiusMetres: 500,
    startsAt: startsAt.toISOString(),
    endsAt: plusMinutes(startsAt, kind.minutes).toISOString(),
  };
}

/** Six to ten people, each of whom comes every few days; the first demo login comes often. */
function peopleFor(plan: TownPlan, n: number) {
  const count = 6 + (n % 5);
  const start = (n * 7) % plan.volunteers.length;
  const others = Array.from(
    { length: count },
    (_, k) => plan.volunteers[(start + k) % plan.volunteers.length]!,
  );
  const regular = n % 3 === 0 ? [plan.volunteers[0]!] : [];
  return [...new Set([...regular, ...others])];
}

function atHour(day: Instant, hour: number): Instant {
  return instant(`${dateInChina(day)}T${String(hour).padStart(2, '0')}:00:00+08:00`);
}
