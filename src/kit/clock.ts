import { sql } from 'drizzle-orm';
import type { Db, Tx } from './db.ts';
import { refuse } from './kit-refusals.ts';

/** A point in time. The only Date objects in the program are made in this file or read from the database. */
export type Instant = Date;

export interface Clock {
  /**
   * The database's time, plus the shift of a demonstration or test clock. Whatever decides expiry asks
   * here: the clocks of API and worker machines differ, the database has one.
   */
  now(db: Db | Tx): Promise<Instant>;
}

/** `shiftMilliseconds` moves a demonstration or a test through time; in production it is 0. */
export function createClock(shiftMilliseconds: () => number = () => 0): Clock {
  return {
    async now(db) {
      const rows = await db.execute<{ ms: string }>(
        sql`SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms`,
      );
      return new Date(Number(rows[0]!.ms) + shiftMilliseconds());
    },
  };
}

/** Refuses: bad_request. The format of a schema lets leap seconds through, which no Date can hold. */
export function instant(text: string, pointer?: string): Instant {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw refuse('bad_request', pointer ? { pointer } : {});
  return at;
}

export function plusSeconds(at: Instant, seconds: number): Instant {
  return new Date(at.getTime() + seconds * 1000);
}

export const minutesPerDay = 1440;

export function plusMinutes(at: Instant, minutes: number): Instant {
  return plusSeconds(at, minutes * 60);
}

export function secondsBetween(from: Instant, to: Instant): number {
  return (to.getTime() - from.getTime()) / 1000;
}

const civilDate = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar date in China, YYYY-MM-DD: business days and daily limits are counted in Asia/Shanghai. */
export function dateInChina(at: Instant): string {
  // Whoever looks at many rows asks for one moment again and again.
  if (lastDate.at !== at.getTime()) lastDate = { at: at.getTime(), text: civilDate.format(at) };
  return lastDate.text;
}

let lastDate = { at: Number.NaN, text: '' };

const civilTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** The day of the week in China, 1 is Monday, and the time of day there, HH:MM. */
export function weeklyMoment(at: Instant): { day: number; time: string } {
  const day = new Date(`${dateInChina(at)}T00:00:00Z`).getUTCDay();
  return { day: day === 0 ? 7 : day, time: civilTime.format(at) };
}

/** The next day of the calendar, YYYY-MM-DD. */
export function dayAfter(day: string): string {
  return plusSeconds(new Date(`${day}T00:00:00Z`), 86_400)
    .toISOString()
    .slice(0, 10);
}

/** The last day of a month, YYYY-MM-DD; month 0 is the last of the year before. */
export function lastDayOfMonth(year: number, month: number): string {
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** Whether a text is a day that the calendar has, YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  // A Date takes the 31st of February for the 3rd of March.
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** For measuring how long something took in this process; never for deciding anything. */
export function stopwatch(): () => number {
  const from = performance.now();
  return () => performance.now() - from;
}

/** This machine's clock: for log lines, throw-away names and the time in an id only, never for deciding anything. */
export function machineTime(): number {
  return Date.now();
}

export function instantOf(millisecondsSince1970: number): Instant {
  return new Date(millisecondsSince1970);
}
