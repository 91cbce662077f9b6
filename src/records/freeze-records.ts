import type { ClosedActivity } from '../activities/index.ts';
import { dateInChina, type Instant, plusMinutes } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import { newId } from '../kit/id.ts';
import type { Rules } from '../rules/index.ts';
import { creditedMinutes, minutesIn, type Span, within, without } from './credited-minutes.ts';
import { addPresences, addRecords, addToDayTotals, creditedSpans, lockDayTotals } from './store.ts';
import type { ServiceRecord } from './tables.ts';

type Attendance = ClosedActivity['attendance'][number];

/**
 * Turns the attendance of a closed activity into service records, one per person, by the earn algorithm
 * (domain.md 8): only time inside of the planned window and its tolerance counts, no minute twice, whole
 * quanta, the caps. Who never checked out is recorded with what is known and credited nothing until reviewed.
 * The day of a record is the day of the first check-in, in China.
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
  const visits = groupByVolunteer(attendance);
  // The last day is locked too: records that overlap across midnight must meet on a row.
  const days = [...visits].flatMap(([volunteerId, own]) => {
    const last = own.at(-1)!;
    return [own[0]!.checkedInAt, last.checkedOutAt ?? last.checkedInAt].map((at) => ({
      volunteerId,
      day: dateInChina(at),
    }));
  });
  const credited = await lockDayTotals(tx, book, days);
  const taken = await creditedSpans(tx, book, [...visits.keys()], window);
  const frozen = [...visits].map(([volunteerId, own]) => {
    const spans = own.flatMap((visit) => spanOf(window, visit));
    const open = own.some(({ checkedOutAt }) => checkedOutAt === null);
    const counted = open ? [] : without(spans, taken.get(volunteerId) ?? []);
    const day = dateInChina(own[0]!.checkedInAt);
    const rawMinutes = minutesIn(counted);
    const minutes = creditedMinutes(
      rawMinutes,
      earnRules(rules),
      credited.get(`${volunteerId}|${day}`) ?? 0,
    );
    const last = own.at(-1)!;
    const record: ServiceRecord = {
      book,
      id: newId(),
      volunteerId,
      activityId: activity.id,
      title: activity.title,
      placeName: activity.placeName,
      region: activity.region,
      serviceDate: day,
      startsAt: own[0]!.checkedInAt,
      endsAt: last.checkedOutAt ?? last.checkedInAt,
      rawMinutes,
      minutes,
      withoutCheckOut: open,
      grade: 'CREDIT',
      ruleVersion: rules.version,
      recordedAt: now,
    };
    return { record, counted };
  });
  const records = frozen.map(({ record }) => record);
  await addRecords(tx, records);
  await addPresences(
    tx,
    frozen.flatMap(({ record, counted }) =>
      counted.map(({ from, to }) => ({
        book,
        recordId: record.id,
        volunteerId: record.volunteerId,
        cameAt: from,
        wentAt: to,
      })),
    ),
  );
  await addToDayTotals(tx, book, records);
  return records;
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

function groupByVolunteer(attendance: Attendance[]): Map<string, Attendance[]> {
  const visits = new Map<string, Attendance[]>();
  for (const visit of attendance) {
    const own = visits.get(visit.volunteerId);
    if (own) own.push(visit);
    else visits.set(visit.volunteerId, [visit]);
  }
  return visits;
}
