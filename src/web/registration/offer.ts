import type { WeeklyTime } from './contract.ts';

/** Half days as people speak of them; the service keeps hours. */
export const halfDays = {
  morning: { from: '09:00', to: '11:30' },
  afternoon: { from: '14:00', to: '17:00' },
  evening: { from: '18:00', to: '20:30' },
} as const;
export type HalfDay = keyof typeof halfDays;

/** Monday first, with each half day: `3-evening`. */
export const slots = [1, 2, 3, 4, 5, 6, 7].flatMap((day) =>
  (Object.keys(halfDays) as HalfDay[]).map((half) => ({ day, half, value: `${day}-${half}` })),
);

export function timesOf(chosen: readonly string[]): WeeklyTime[] {
  return slots
    .filter(({ value }) => chosen.includes(value))
    .map(({ day, half }) => ({ day, ...halfDays[half] }));
}

const isHalf =
  (time: WeeklyTime) =>
  ({ day, half }: (typeof slots)[number]): boolean =>
    day === time.day && halfDays[half].from === time.from && halfDays[half].to === time.to;

/** The half days among times, and the times that are none: a desk may have written down others. */
export function slotsOf(times: readonly WeeklyTime[]): { slots: string[]; others: WeeklyTime[] } {
  return {
    slots: slots
      .filter((slot) => times.some((time) => isHalf(time)(slot)))
      .map(({ value }) => value),
    others: times.filter((time) => !slots.some(isHalf(time))),
  };
}
