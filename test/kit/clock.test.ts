import t from 'tap';
import {
  dateInChina,
  instant,
  instantOf,
  plusMinutes,
  plusSeconds,
  secondsBetween,
} from '../../src/kit/clock.ts';

t.test(
  'the day in China begins at 16:00 UTC, the whole year, whatever zone this machine has',
  async (t) => {
    const cases = [
      ['2026-11-23T15:59:59.999Z', '2026-11-23'],
      ['2026-11-23T16:00:00.000Z', '2026-11-24'],
      ['2026-12-31T15:59:59.999Z', '2026-12-31'],
      ['2026-12-31T16:00:00.000Z', '2027-01-01'],
      ['2028-02-28T16:00:00.000Z', '2028-02-29'],
      ['2028-02-29T16:00:00.000Z', '2028-03-01'],
      ['2026-07-01T15:59:59.999Z', '2026-07-01'],
      ['2026-07-01T16:00:00.000Z', '2026-07-02'],
      ['2026-11-23T00:00:00+08:00', '2026-11-23'],
    ] as const;
    for (const [at, day] of cases) t.equal(dateInChina(instant(at)), day, at);
  },
);

t.test('time is added and measured to the millisecond', async (t) => {
  const at = instant('2026-11-23T01:00:00Z');
  t.equal(plusSeconds(at, 0.5).toISOString(), '2026-11-23T01:00:00.500Z');
  t.equal(plusMinutes(at, -90).toISOString(), '2026-11-22T23:30:00.000Z');
  t.equal(secondsBetween(at, plusMinutes(at, 2)), 120);
  t.equal(secondsBetween(plusSeconds(at, 1), at), -1);
  t.same(instantOf(at.getTime()), at);
});

t.test('a time that no Date can hold is refused with its field', async (t) => {
  for (const text of ['2026-12-31T23:59:60Z', '2026-13-01T00:00:00Z', 'tomorrow', '']) {
    t.throws(() => instant(text), { code: 'bad_request', status: 400 }, text);
    t.throws(
      () => instant(text, '/startsAt'),
      { code: 'bad_request', detail: { pointer: '/startsAt' } },
      text,
    );
  }
});
