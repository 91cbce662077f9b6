import { Type } from 'typebox';
import { key, orNone, whole } from './rule-key.ts';

const gradeThree = 'GB/T 22239-2019 8.1.4.1; domain.md 12';

/** How staff sign in, and how long anybody stays signed in. */
export const signInRuleKeys = {
  'sign_in.second_factor_from_first_day': key(
    true,
    Type.Boolean(),
    '工作人员是否须先设置密码和动态口令才能办理业务',
    'Whether staff must set a password and an authenticator before they may act as staff',
    'GB/T 22239-2019 8.1.4.1 d',
  ),
  'password.min_characters': key(
    10,
    whole(8, 64),
    '工作人员密码最少字符数',
    'Fewest characters of a staff password',
    gradeThree,
  ),
  'password.min_classes': key(
    3,
    whole(1, 4),
    '密码至少包含的字符种类(大写、小写、数字、符号)',
    'Fewest kinds of characters in a password',
    gradeThree,
  ),
  'password.valid_days': key(
    90,
    whole(1, 365),
    '密码有效天数',
    'Days after which a password must be changed',
    gradeThree,
  ),
  'password.not_again': key(
    5,
    whole(0, 24),
    '不得与最近几次密码相同',
    'A new password differs from so many before',
    gradeThree,
  ),
  'staff_sign_in.tries': key(
    5,
    whole(3, 20),
    '工作人员连续登录失败次数上限',
    'Failures in a row that lock staff sign-in',
    gradeThree,
  ),
  'staff_sign_in.lock_min': key(
    30,
    whole(1, 1440),
    '登录失败锁定分钟数',
    'Minutes for which staff sign-in is locked',
    gradeThree,
  ),
  'pin.tries': key(
    5,
    whole(3, 10),
    '支付密码连续输错次数上限',
    'Wrong PINs in a row that lock spending with it',
    'experience.md 1',
  ),
  'pin.lock_min': key(
    30,
    whole(1, 1440),
    '支付密码锁定分钟数',
    'Minutes for which a PIN is locked',
    'experience.md 1',
  ),
  'pay_code.without_pin_centipoints': key(
    20_000,
    whole(0, 100_000_000),
    '免密支付单笔上限(百分之一分)',
    'Most centipoints one redemption may take without a PIN',
    'experience.md 1',
  ),
  'pay_code.without_pin_per_day': key<number | null>(
    5,
    orNone(whole(0, 1000)),
    '每日免密支付次数上限',
    'Redemptions of a volunteer a day without a PIN',
    'experience.md 1',
  ),
  'session.staff_idle_min': key(
    15,
    whole(6, 240),
    '工作人员无操作自动退出的分钟数',
    'Idle minutes after which staff are signed out',
    gradeThree,
  ),
  'session.staff_max_min': key(
    480,
    whole(15, 1440),
    '工作人员一次登录最长分钟数',
    'Longest session of staff in minutes',
    'reliability.md 5',
  ),
  'session.shared_idle_min': key(
    30,
    whole(6, 240),
    '公用设备无操作自动退出的分钟数',
    'Idle minutes after which a shared device is signed out',
    gradeThree,
  ),
  'retention.sign_in_h': key(
    24,
    whole(24, 8760),
    '验证码与登录失败记录保留小时数',
    'Hours for which codes and failures of signing in are kept',
    'PIPL Art. 19',
  ),
  'retention.session_h': key(
    720,
    whole(24, 8760),
    '已结束的登录保留小时数',
    'Hours for which sessions that have ended are kept',
    'PIPL Art. 19',
  ),
  'session.own_days': key(
    30,
    whole(1, 90),
    '本人设备保持登录的天数',
    'Days for which one’s own device stays signed in without being used',
    'reliability.md 5',
  ),
};
