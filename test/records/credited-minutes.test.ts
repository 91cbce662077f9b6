import t from 'tap';
import { instant } from '../../src/kit/clock.ts';
import { metresBetween } from '../../src/kit/distance.ts';
import {
  creditedMinutes,
  earnedCentipoints,
  minutesIn,
  once,
  without,
} from '../../src/records/credited-minutes.ts';

const rules = { quantumMinutes: 30, singleCapMinutes: null, dailyCapMinutes: 480 };
const at = (time: string) => instant(`2026-11-20T${time}:00+08:00`);

t.test('the vectors of the earn algorithm (domain.md 8)', async (t) => {
  const vectors = [
    [29, 0],
    [30, 30],
    [59, 30],
    [60, 60],
    [89, 60],
    [95, 90],
    [119, 90],
    [120, 120],
    [485, 480],
  ];
  for (const [raw, credited] of vectors)
    t.equal(creditedMinutes(raw!, rules, 0), credited, `${raw}`);
  t.equal(
    creditedMinutes(155, { ...rules, singleCapMinutes: 120 }, 0),
    120,
    'the cap of one activity',
  );
  t.equal(creditedMinutes(120, rules, 420), 60, 'what is left of the day');
  t.equal(creditedMinutes(120, rules, 480), 0, 'nothing is left of the day');
  t.equal(earnedCentipoints(90, 100, 120), 180);
  t.equal(earnedCentipoints(150, 100, 100), 250);
  t.equal(earnedCentipoints(30, 50, 100), 25);
});

t.test('a minute that another record has is not credited again', async (t) => {
  const span = { from: at('09:00'), to: at('11:00') };
  t.equal(minutesIn(without([span], [{ from: at('10:00'), to: at('12:00') }])), 60);
  t.equal(minutesIn(without([span], [{ from: at('09:30'), to: at('10:00') }])), 90);
  t.equal(minutesIn(without([span], [{ from: at('08:00'), to: at('12:00') }])), 0);
  t.equal(minutesIn(without([span], [])), 120);
});

t.test('a minute that somebody was there twice counts once', async (t) => {
  const [nine, ten] = [
    { from: at('09:00'), to: at('10:00') },
    { from: at('09:30'), to: at('10:30') },
  ];
  t.equal(minutesIn(once([nine, ten])), 90);
  t.equal(minutesIn(once([nine, ten, nine])), 90);
  t.equal(minutesIn(once([{ from: at('09:10'), to: at('09:20') }, nine])), 60);
  t.equal(minutesIn(once([])), 0);
});

t.test('the vectors of the distance check', async (t) => {
  const place = { latitude: 39.1256, longitude: 117.1902, datum: 'WGS84' as const };
  t.equal(metresBetween(place, { ...place, longitude: 117.1938 }).toFixed(1), '310.5');
  t.equal(metresBetween(place, { ...place, latitude: 39.1301 }).toFixed(1), '500.4');
});
