import type { TFunction } from 'i18next';
import { dayNames } from '../shared/format.ts';
import type { Station } from './station-contract.ts';

/** 周一至周五 09:00–17:00；周六 09:00–12:00: days with the same hours stand together. */
export function hoursInWords(t: TFunction, hours: Station['openingHours']): string {
  const dayName = (day: number): string => t(`registration.day.${dayNames[day - 1]!}`);
  const runs: { first: number; last: number; times: string }[] = [];
  for (let day = 1; day <= dayNames.length; day += 1) {
    const times = hours
      .filter((one) => one.day === day)
      .map(({ from, to }) => `${from}–${to}`)
      .join(' ');
    const run = runs.at(-1);
    if (run !== undefined && run.times === times) run.last = day;
    else runs.push({ first: day, last: day, times });
  }
  return runs
    .filter(({ times }) => times !== '')
    .map(({ first, last, times }) => {
      const days =
        first === last
          ? dayName(first)
          : t('organisations.stations.days', { first: dayName(first), last: dayName(last) });
      return `${days} ${times}`;
    })
    .join('；');
}
