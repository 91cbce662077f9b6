import chineseDays from 'chinese-days';
import { dayAfter } from './clock.ts';

/**
 * Whether people work on a day (YYYY-MM-DD) in China: Monday to Friday without the public holidays, and the days on
 * which these are made up for (调休), by the yearly notices of the State Council. For a year whose notice the package
 * does not have yet, every Monday to Friday: a term then ends too early rather than too late.
 */
export function isWorkingDay(day: string): boolean {
  return chineseDays.isWorkday(day);
}

/** The day on which a term of so many working days ends that begins after `day` (民法典 Art. 201: the first day is not counted). */
export function plusWorkingDays(day: string, count: number): string {
  let at = day;
  for (let left = count; left > 0; ) {
    at = dayAfter(at);
    if (isWorkingDay(at)) left -= 1;
  }
  return at;
}
