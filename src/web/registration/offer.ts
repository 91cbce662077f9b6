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

const adultAge = 18;

/** Whether a resident id is that of a minor (民法典 Art. 17), to ask for a guardian early; the rules of the place decide. */
export function isMinor(idNumber: string, today: Date): boolean {
  const born = /^\d{6}(\d{4})(\d{2})(\d{2})/.exec(idNumber);
  if (born === null || idNumber.length !== 18) return false;
  const [, year, month, day] = born.map(Number) as [number, number, number, number];
  const grownUp = new Date(year + adultAge, month - 1, day);
  return grownUp > today;
}
