import { filingRuleKeys } from './filing-rule-keys.ts';
import { organisationRuleKeys } from './organisation-rule-keys.ts';
import { key, orNone, type RuleKey, whole } from './rule-key.ts';
import { signInRuleKeys } from './sign-in-rule-keys.ts';

/** Every number that a region may set, with what a book starts with. Units are in the names. */
export const ruleKeys = {
  'record.quantum_min': key(
    30,
    whole(1, 480),
    '服务时长计入的最小单位(分钟),不足舍去',
    'Minutes are credited in whole multiples of this, rounded down',
    '瑞安: 0.5 h',
  ),
  'record.single_cap_min': key<number | null>(
    null,
    orNone(whole(1, 1440)),
    '一次活动最多计入的分钟数',
    'Most minutes one activity may credit',
    '海林: 120',
  ),
  'record.daily_cap_min': key<number | null>(
    480,
    orNone(whole(1, 1440)),
    '每人每日最多计入的分钟数',
    'Most minutes a person may be credited on one day',
    '8 h a day',
  ),
  'checkin.radius_m': key(
    500,
    whole(50, 5000),
    '签到范围(米)的默认值',
    'Default radius of the check-in area in metres',
    '300/500/1000/1500',
  ),
  'checkin.accuracy_m': key(
    100,
    whole(10, 1000),
    '签到所需的定位精度(米)',
    'A position less exact than this is not taken',
    'domain.md 10, anti-fraud',
  ),
  'checkin.pairs_per_day': key(
    3,
    whole(1, 20),
    '每人每活动每日最多签到次数',
    'Check-ins per person, activity and day',
    'i志愿',
  ),
  'checkin.early_min': key(
    30,
    whole(0, 240),
    '可提前签到的分钟数',
    'How early one may check in',
    'design',
  ),
  'checkin.late_min': key(
    30,
    whole(0, 240),
    '结束后仍可签退的分钟数',
    'How late one may check out',
    'design',
  ),
  'activity.max_days': key(
    365,
    whole(1, 365),
    '单个活动最长天数',
    'Longest activity in days',
    'i志愿',
  ),
  'volunteer.min_age': key(
    6,
    whole(0, 100),
    '可注册的最小年龄',
    'Youngest age to register',
    '东营',
  ),
  'volunteer.guardian_consent_below': key(
    18,
    // Below 14 a guardian consents by law, whatever a region says.
    whole(14, 100),
    '低于此年龄须监护人同意',
    'A guardian must consent below this age',
    '团中央 2013; PIPL Art. 31',
  ),
  'volunteer.approval_steps': key(
    1,
    whole(0, 3),
    '志愿者注册审核级数：社区、街道、区',
    'Desks that approve a volunteer: community, street, district',
    '天津 2013: station, street, district',
  ),
  'registration.guardian_days': key(
    30,
    whole(1, 365),
    '监护人未答复的登记保留天数',
    'A registration that no guardian has answered is kept for so many days',
    'PIPL Art. 19',
  ),
  'consent.child_below': key(
    14,
    whole(14, 18),
    '低于此年龄，处理个人信息须监护人单独同意',
    'Below this age a guardian consents to the handling of personal data',
    'PIPL Art. 31',
  ),
  ...filingRuleKeys,
  ...organisationRuleKeys,
  'pt.per_credit_hour': key(
    100,
    whole(0, 10_000),
    '每小时信用时长的积分(百分之一分)',
    'Centipoints for one credited hour',
    '黄石: 1 point an hour',
  ),
  'pt.coef_percent': key(
    100,
    whole(0, 1000),
    '积分系数(百分比)',
    'Points coefficient in percent',
    'T/UNP 36-2023',
  ),
  'sign_in.code_valid_s': key(
    300,
    whole(60, 900),
    '验证码有效秒数',
    'A sign-in code is good for so many seconds',
    'GB/T 22239-2019',
  ),
  'sign_in.code_interval_s': key(
    60,
    whole(10, 600),
    '两次发送验证码的间隔秒数',
    'Seconds between two codes to one phone',
    'GB/T 22239-2019',
  ),
  'sign_in.codes_per_day': key(
    10,
    whole(1, 50),
    '每个手机号每日验证码上限',
    'Codes to one phone a day',
    'GB/T 22239-2019',
  ),
  'sign_in.tries': key(
    5,
    whole(1, 20),
    '验证码最多尝试次数',
    'Wrong tries before a sign-in code is void',
    'GB/T 22239-2019',
  ),
  ...signInRuleKeys,
  'pay_code.valid_s': key(
    60,
    whole(30, 300),
    '付款码有效秒数',
    'A pay code is good for so many seconds',
    'experience.md 1',
  ),
  'pay_code.bad_tries_per_min': key(
    5,
    whole(1, 100),
    '收款台每分钟错码上限',
    'Unknown codes a till may enter in a minute',
    'reliability.md 4d',
  ),
  'attendance.bad_tries_per_min': key(
    10,
    whole(1, 100),
    '每人每分钟签到码错误上限',
    'Wrong attendance codes a person may enter in a minute',
    'design',
  ),
  'audit.log_months': key(
    36,
    whole(6, 1200),
    '操作日志保存月数',
    'The audit log is kept for so many months',
    '网络安全法 Art. 21: 6 at least; PIPL Art. 56: 36',
  ),
  'import.bad_rows_days': key(
    30,
    whole(1, 365),
    '批量导入中未导入的行保存天数',
    'Rows of an import that were not taken are kept for so many days',
    'PIPL Art. 19',
  ),
  'redemption.max_centipoints': key(
    100_000,
    whole(1, 100_000_000),
    '单笔兑换上限(百分之一分)',
    'Most centipoints one redemption may take',
    'design',
  ),
} as const satisfies Record<string, RuleKey<unknown>>;

export type RuleName = keyof typeof ruleKeys;
type Widen<V> = V extends number ? number : V extends string ? string : V;
export type RuleValue<K extends RuleName> = Widen<(typeof ruleKeys)[K]['initial']>;
