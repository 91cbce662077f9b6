import { Type } from 'typebox';
import { key, whole } from './rule-key.ts';

/** MM-DD that every year has. */
const dayOfYear = Type.String({
  pattern: [
    '^(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])$',
    '^(0[13-9]|1[0-2])-(29|30)$',
    '^(0[13578]|1[02])-31$',
  ].join('|'),
});

/** What filing (备案) of organisations is measured by, domain.md 8 and 11. */
export const filingRuleKeys = {
  'filing.min_initiators': key(
    3,
    whole(1, 100),
    '备案发起人最少人数',
    'Fewest initiators of an organisation that is filed',
    'domain.md 11',
  ),
  'filing.min_members_urban': key(
    10,
    whole(1, 1000),
    '城市社区备案组织最少成员数',
    'Fewest members in an urban community',
    'domain.md 8',
  ),
  'filing.min_members_rural': key(
    5,
    whole(1, 1000),
    '农村社区备案组织最少成员数',
    'Fewest members in a village',
    'domain.md 8',
  ),
  'filing.first_review_workdays': key(
    5,
    whole(1, 60),
    '居（村）委会初审工作日',
    'Working days of the committee’s first review',
    'domain.md 8',
  ),
  'filing.street_workdays': key(
    10,
    whole(1, 60),
    '街道（乡镇）备案工作日',
    'Working days of the street’s decision',
    'domain.md 8',
  ),
  'filing.open_per_person': key(
    3,
    whole(1, 100),
    '一人同时在办的成立备案申请上限',
    'Most applications for new bodies that one person has under way',
    'design',
  ),
  'retention.filing_people_days': key(
    90,
    whole(1, 3650),
    '未成立的申请中的人员、已离开花名册的成员保存天数',
    'People of rejected and withdrawn applications, and who left a roster, are kept for so many days',
    'PIPL Art. 19',
  ),
  'filing.annual_report_due': key(
    '03-31',
    dayOfYear,
    '年度报告截止日（次年月-日）',
    'Annual reports are due on this day (MM-DD) of the next year',
    '社会组织年检: 03-31',
  ),
  'filing.annual_exempt_months': key(
    6,
    whole(0, 11),
    '年末备案未满几个月免年度报告',
    'Bodies younger than so many months at the year’s end report nothing',
    'domain.md 11',
  ),
} as const;
