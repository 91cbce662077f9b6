import t from 'tap';
import { instant, plusSeconds } from '../../src/kit/clock.ts';
import { Refusal } from '../../src/kit/refusal.ts';
import { type Rules, ruleKeys } from '../../src/rules/index.ts';
import { authenticatorUri, newSecret, stepOfCode } from '../../src/sign-in/authenticator.ts';
import { passwordFault } from '../../src/sign-in/password.ts';
import { codeOf } from '../support/staff.ts';

const rules: Rules = { version: 1, get: (key) => ruleKeys[key].initial as never };

const own = ['13812345678', '12345678', '345678', '5678', '张建国', '天津市', '天津'];

t.test('passwords have ten characters of three kinds (domain.md 12)', async (t) => {
  for (const [password, fault] of [
    ['Kra9ich-f', 'password_too_short'],
    ['Kra9ich-fl', undefined],
    ['鹤飞Kra9ich', 'password_too_short'],
    ['鹤飞过海河Kra9ich', undefined],
    ['kranichfliegt', 'password_too_plain'],
    ['kranichfliegt7', 'password_too_plain'],
    ['kranichflie-7', undefined],
    ['KRANICHFLIE-7', undefined],
  ] as const) {
    const found = passwordFault(password, rules, own);
    t.equal(found instanceof Refusal ? found.code : undefined, fault, password);
  }
});

const guessable = [
  ...['Password123!', 'P@ssw0rd2026', 'Qwertyuiop1!', '!!Iloveyou2026', '🦩🦩🦩🦩🦩🦩🦩🦩a1'],
  ...['Aa12345678', 'Aa123456!!', 'Abc1234567', '1qaz@WSX3edc', 'Qwer1234!@', 'Zaq12wsx!@'],
  ...['Huawei@123', 'Linli@2026!', 'Tianjin2026!', 'Admin@12345', 'Wangfang1990', 'Shenzhen@2026'],
  // One's own phone, somebody else's, one's own name and city.
  ...['Xx13812345678!', 'Yy18698765432!', 'Zz-12345678!', '张建国2026Aa!', '天津市Aa20261'],
];
const strong = [
  ...['Kranich-fliegt-07', 'Brav0-Kranich', 'Reiher-am-Wasser-1', 'correct-Horse-battery-9'],
  ...['tH3-kettle-Sings', 'jT9-wMq-2vRx', '海上明月-Tongxin8', '茶壶唱歌在7楼Txb', 'Xk7#pQ2mVz!t'],
  `Kettle-7-${'sings-and-'.repeat(11)}flies`,
];

t.test('a password that is soon guessed is refused, and good ones pass', async (t) => {
  for (const password of guessable)
    t.match(passwordFault(password, rules, own), { code: 'password_guessable' }, password);
  for (const password of strong) t.equal(passwordFault(password, rules, own), undefined, password);
});

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
