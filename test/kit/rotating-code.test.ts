import { randomBytes } from 'node:crypto';
import t from 'tap';
import { instant, plusSeconds, secondsBetween } from '../../src/kit/clock.ts';
import { codeStepSeconds, isRotatingCode, rotatingCode } from '../../src/kit/rotating-code.ts';

const key = randomBytes(32);
const at = instant('2026-11-23T01:00:00Z');
const after = (seconds: number) => plusSeconds(at, seconds);

t.test('within one half minute the code stays, in the next it is another', async (t) => {
  const { code } = rotatingCode(key, 'activity-1', at);
  t.match(code, /^\d{8}$/);
  t.equal(rotatingCode(key, 'activity-1', after(29.999)).code, code);
  t.not(rotatingCode(key, 'activity-1', after(30)).code, code);
});

t.test('a code is taken while it is shown and one half minute longer', async (t) => {
  const { code, expiresAt } = rotatingCode(key, 'activity-1', at);
  const cases = [
    [0, true, 'at once'],
    [29.999, true, 'in the same half minute'],
    [30, true, 'in the next'],
    [59.999, true, 'until its end'],
    [60, false, 'in the next but one'],
    [-0.001, false, 'before it was shown'],
    [86_400, false, 'a day later'],
  ] as const;
  for (const [seconds, taken, why] of cases)
    t.equal(isRotatingCode(key, 'activity-1', after(seconds), code), taken, why);
  t.equal(secondsBetween(at, expiresAt), 2 * codeStepSeconds, 'and says so');
});

t.test('a code is good for its subject and its key only', async (t) => {
  const { code } = rotatingCode(key, 'activity-1', at);
  t.notOk(isRotatingCode(key, 'activity-2', at, code), 'another activity');
  t.notOk(isRotatingCode(key, 'activity-1|check_out', at, code), 'another purpose');
  t.notOk(isRotatingCode(randomBytes(32), 'activity-1', at, code), 'another key');
});

t.test('what is no code at all is refused without a crash', async (t) => {
  const { code } = rotatingCode(key, 'activity-1', at);
  for (const text of ['', '0', code.slice(0, 7), `${code}0`, ` ${code}`, '一二三四五六七八', '\0'])
    t.notOk(isRotatingCode(key, 'activity-1', at, text), JSON.stringify(text));
});

t.test('it says how long until the next one', async (t) => {
  for (const [seconds, refresh] of [
    [0, 30],
    [1, 29],
    [29, 1],
    [29.9, 1],
    [30, 30],
  ] as const) {
    const shown = rotatingCode(key, 'activity-1', after(seconds));
    t.equal(shown.refreshAfterSeconds, refresh, `after ${seconds} s`);
  }
});

t.test('the codes are spread over all eight digits', async (t) => {
  const codes = Array.from({ length: 500 }, (_, n) => rotatingCode(key, `activity-${n}`, at).code);
  t.ok(
    codes.every((code) => /^\d{8}$/.test(code)),
    'with leading zeros where it takes them',
  );
  t.ok(new Set(codes).size > 495);
  t.equal(new Set(codes.map((code) => code[0])).size, 10, 'each first digit occurs');
});
