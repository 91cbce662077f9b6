import type { ClosedActivity } from '../activities/index.ts';
import { dateInChina, type Instant, plusMinutes, secondsBetween } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import { newId } from '../kit/id.ts';
import { goingOn } from '../people/index.ts';
import type { Rules } from '../rules/index.ts';
import {
  creditedMinutes,
  minutesIn,
  once,
  type Span,
  within,
  without,
} from './credited-minutes.ts';
import { addPresences, addRecords, addToDayTotals, creditedSpans, lockDayTotals } from './store.ts';
import type { ServiceRecord } from './tables.ts';

type Attendance = ClosedActivity['attendance'][number];

/**
 * Turns the attendance of a closed activity into service records, one per person, by the earn algorithm
 * (domain.md 8): only time inside of the planned window and its tolerance counts, no minute twice, whole
 * quanta, the caps. Who never checked out is recorded with what is known and credited nothing until reviewed.
 * The day of a record is the day of the first check-in, in China. Registrations that were merged are one person.
 */
export async function freezeRecords(
  tx: Tx,
  { activity, attendance }: ClosedActivity,
  rules: Rules,
  now: Instant,
): Promise<ServiceRecord[]> {
  if (attendance.length === 0) return [];
  const { book } = activity;
  const window = {
    from: plusMinutes(activity.startsAt, -rules.get('checkin.early_min')),
    to: plusMinutes(activity.endsAt, rules.get('checkin.late_min')),
  };
  const people = await visitsOfPeople(tx, book, attendance);
  // The last day is locked too: records that overlap across midnight must meet on a row.
  const days = people.flatMap(({ ids, startsAt, endsAt }) =>
    [startsAt, endsAt].flatMap((at) =>
      ids.map((volunteerId) => ({ volunteerId, day: dateInChina(at) })),
    ),
  );
  const credited = await lockDayTotals(tx, book, days);
  const everybody = people.flatMap(({ ids }) => ids);
  const taken = await creditedSpans(tx, book, everybody, window);
  const frozen = people.map(({ ids, visits, startsAt, endsAt }) => {
    const withoutCheckOut = visits.some(({ checkedOutAt }) => checkedOutAt === null);
    const spans = withoutCheckOut ? [] : once(visits.flatMap((visit) => spanOf(window, visit)));
    const earlier = ids.flatMap((id) => taken.get(id) ?? []);
    const counted = without(spans, earlier);
    const day = dateInChina(startsAt);
    const thatDay = ids.reduce((sum, id) => sum + (credited.get(`${id}|${day}`) ?? 0), 0);
    const rawMinutes = minutesIn(counted);
    const minutes = creditedMinutes(rawMinutes, earnRules(rules), thatDay);
    const record: ServiceRecord = {
      ...{ book, id: newId(), volunteerId: ids[0]!, ...factsOf(activity), serviceDate: day },
      ...{ startsAt, endsAt, rawMinutes, minutes, withoutCheckOut, grade: 'CREDIT' },
      ...{ ruleVersion: rules.version, recordedAt: now },
    };
    return { record, counted };
  });
  const records = frozen.map(({ record }) => record);
  await addRecords(tx, records);
  await addPresences(
    tx,
    frozen.flatMap(({ record, counted }) =>
      counted.map(({ from, to }) => ({
        ...{ book, recordId: record.id, volunteerId: record.volunteerId },
        ...{ cameAt: from, wentAt: to },
      })),
    ),
  );
  await addToDayTotals(tx, book, records);
  return records;
}

const factsOf = ({ id, title, placeName, region }: ClosedActivity['activity']) => ({
  ...{ activityId: id, title, placeName, region },
});

interface Visitor {
  /** The registration that goes on, then those that were merged into it. */
  ids: [string, ...string[]];
  /** In the order in which they came. */
  visits: Attendance[];
  startsAt: Instant;
  endsAt: Instant;
}

async function visitsOfPeople(tx: Tx, book: number, attendance: Attendance[]): Promise<Visitor[]> {
  const came = [...new Set(attendance.map(({ volunteerId }) => volunteerId))];
  const merged = await goingOn(tx, book, came);
  const goesOn = new Map(merged.map(({ id, goesOnId }) => [id, goesOnId]));
  const visits = new Map<string, Attendance[]>();
  for (const visit of attendance) {
    const id = goesOn.get(visit.volunteerId) ?? visit.volunteerId;
    const own = visits.get(id);
    if (own) own.push(visit);
    else visits.set(id, [visit]);
  }
  return [...visits].map(([id, own]) => {
    own.sort((a, b) => secondsBetween(b.checkedInAt, a.checkedInAt));
    const ends = own.map(({ checkedInAt, checkedOutAt }) => checkedOutAt ?? checkedInAt);
    return {
      ids: [id, ...merged.flatMap((one) => (one.goesOnId === id ? [one.id] : []))],
      visits: own,
      startsAt: own[0]!.checkedInAt,
      endsAt: ends.reduce((last, at) => (at > last ? at : last)),
    };
  });
}

function earnRules(rules: Rules) {
  return {
    quantumMinutes: rules.get('record.quantum_min'),
    singleCapMinutes: rules.get('record.single_cap_min'),
    dailyCapMinutes: rules.get('record.daily_cap_min'),
  };
}

function spanOf(window: Span, { checkedInAt, checkedOutAt }: Attendance): Span[] {
  return checkedOutAt ? within(window, { from: checkedInAt, to: checkedOutAt }) : [];
}
