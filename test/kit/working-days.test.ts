import t from 'tap';
import { isWorkingDay, plusWorkingDays } from '../../src/kit/working-days.ts';

t.test('a day is worked as the notices of the State Council say', async (t) => {
  const days: [string, boolean, string][] = [
    ['2024-09-27', true, 'a Friday'],
    ['2024-09-28', false, 'a Saturday'],
    ['2024-09-29', true, 'a Sunday that makes up for the National Day'],
    ['2024-10-01', false, 'the National Day'],
    ['2024-10-07', false, 'its last day'],
    ['2024-10-12', true, 'a Saturday that makes up for it'],
    ['2026-02-17', false, 'the Spring Festival of 2026'],
    ['2026-10-10', true, 'a Saturday of 2026 that makes up'],
    ['2030-03-06', true, 'a Wednesday of a year without a notice yet'],
    ['2030-03-09', false, 'a Saturday of such a year'],
  ];
  for (const [day, worked, what] of days) t.equal(isWorkingDay(day), worked, `${day}, ${what}`);
});

t.test('a term of working days leaves out its first day', async (t) => {
  const terms: [string, number, string][] = [
    ['2024-09-27', 10, '2024-10-16'],
    ['2024-09-27', 0, '2024-09-27'],
    ['2024-09-27', 1, '2024-09-29'],
    ['2026-11-20', 5, '2026-11-27'],
    ['2026-11-21', 1, '2026-11-23'],
  ];
  for (const [day, count, due] of terms)
    t.equal(plusWorkingDays(day, count), due, `${count} after ${day}`);
});
