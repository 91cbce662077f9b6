import i18next from 'i18next';
import { currentLanguage } from '../i18n/language.ts';

const minus = '−';
const zone = 'Asia/Shanghai';

/** Centipoints as «12.00», by integers only. */
export function points(centipoints: number): string {
  const size = Math.abs(centipoints);
  const cents = String(size % 100).padStart(2, '0');
  return `${centipoints < 0 ? minus : ''}${Math.floor(size / 100)}.${cents}`;
}

export const pointsInWords = (centipoints: number): string =>
  i18next.t('units.points', { points: points(centipoints) });

/** Minutes as «2 小时 30 分钟». */
export function minutesInWords(minutes: number): string {
  const size = Math.abs(minutes);
  const hours = Math.floor(size / 60);
  const rest = size % 60;
  const sign = minutes < 0 ? minus : '';
  if (hours === 0) return sign + i18next.t('units.minutes', { minutes: rest });
  if (rest === 0) return sign + i18next.t('units.hours', { hours });
  return sign + i18next.t('units.hoursMinutes', { hours, minutes: rest });
}

/** What a person typed as points, in centipoints; null when it is not an amount above zero. */
export function centipointsFrom(typed: string): number | null {
  const match = /^(\d{1,7})(?:[.。](\d{0,2}))?$/.exec(typed.trim());
  if (match === null) return null;
  const [, whole = '0', cents = ''] = match;
  const centipoints = Number(whole) * 100 + Number(cents.padEnd(2, '0'));
  return centipoints > 0 ? centipoints : null;
}

/** Digits in groups for reading aloud: 4-4-4-4-2 for a pay code. */
export const inFours = (digits: string): string => digits.replace(/(\d{4})(?=\d)/g, '$1 ');

export const moment = (instant: string): string =>
  format(instant, { month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' });

export const clockTime = (instant: string | number): string =>
  format(instant, { hour: '2-digit', minute: '2-digit' });

/** To the second, for a log. */
export const exactMoment = (instant: string): string =>
  format(instant, { dateStyle: 'short', timeStyle: 'medium' });

/** «2026年11月20日». */
export const day = (instant: string): string =>
  format(instant, { year: 'numeric', month: 'long', day: 'numeric' });

const dayOf = (instant: string): string =>
  format(instant, { month: 'long', day: 'numeric', weekday: 'short' });

/** «11月20日 周五 14:00 – 16:00», naming the second day only when it differs. */
export function span(startsAt: string, endsAt: string): string {
  const [first, last] = [dayOf(startsAt), dayOf(endsAt)];
  const end = first === last ? clockTime(endsAt) : `${last} ${clockTime(endsAt)}`;
  return `${first} ${clockTime(startsAt)} – ${end}`;
}

/** Always the town's own clock, whatever zone the phone is set to. */
function format(instant: string | number, options: Intl.DateTimeFormatOptions): string {
  const formatter = new Intl.DateTimeFormat(currentLanguage(), {
    ...options,
    timeZone: zone,
    hourCycle: 'h23',
  });
  return formatter.format(new Date(instant));
}

/** The days of the week from Monday, as the texts name them: `registration.day`. */
export const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
