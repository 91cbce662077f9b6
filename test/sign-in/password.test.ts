import t from 'tap';
import { instant, plusSeconds } from '../../src/kit/clock.ts';
import { Refusal } from '../../src/kit/refusal.ts';
import { type Rules, ruleKeys } from '../../src/rules/index.ts';
import { authenticatorUri, newSecret, stepOfCode } from '../../src/sign-in/authenticator.ts';
import { passwordFault } from '../../src/sign-in/password.ts';
import { codeOf } from '../support/staff.ts';

const rules: Rules = { version: 1, get: (key) => ruleKeys[key].initial as never };

t.test(
  'passwords have ten characters of three kinds and are not common (domain.md 12)',
  async (t) => {
    for (const [password, fault] of [
      ['Kra9ich-f', 'password_too_short'],
      ['Kra9ich-fl', undefined],
      ['鹤飞Kra9ich', 'password_too_short'],
      ['鹤飞过海河Kra9ich', undefined],
      ['kranichfliegt', 'password_too_plain'],
      ['kranichfliegt7', 'password_too_plain'],
      ['kranichflie-7', undefined],
      ['KRANICHFLIE-7', undefined],
      ['Password123!', 'password_guessable'],
      ['P@ssw0rd2026', 'password_guessable'],
      ['Qwertyuiop1!', 'password_guessable'],
      ['!!Iloveyou2026', 'password_guessable'],
      ['🦩🦩🦩🦩🦩🦩🦩🦩a1', undefined],
    ] as const) {
      const found = passwordFault(password, rules);
      t.equal(found instanceof Refusal ? found.code : undefined, fault, password);
    }
  },
);

t.test('a code is taken half a minute early and late, and names its step', async (t) => {
  const secret = newSecret();
  t.match(secret, /^[A-Z2-7]{32}$/);
  const at = instant('2026-11-23T01:00:15Z');
  const step = Math.floor(at.getTime() / 30_000);
  const code = codeOf(secret, at);
  for (const [seconds, expected] of [
    [-46, undefined],
    [-45, step],
    [0, step],
    [44, step],
    [45, undefined],
  ] as const)
    t.equal(stepOfCode(secret, code, plusSeconds(at, seconds)), expected, `${seconds} s`);
  t.equal(stepOfCode(secret, codeOf(newSecret(), at), at), undefined, 'of another secret');
  // RFC 6238, appendix B, shortened to six digits.
  const rfc = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  for (const [seconds, shown] of [
    [59, '287082'],
    [1111111109, '081804'],
    [20000000000, '353130'],
  ] as const)
    t.equal(
      stepOfCode(rfc, shown, instant(new Date(seconds * 1000).toISOString())),
      Math.floor(seconds / 30),
    );
  t.match(authenticatorUri(secret, '138****0001'), /^otpauth:\/\/totp\/.*issuer=.*secret=/);
});
