import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: grantRefusals } = defineRefusals({
  grant_unknown: no(404, '没有这项授权。', 'There is no such grant.'),
  grant_ended: no(409, '这项授权已经结束。', 'This grant has ended already.'),
  grant_dates_wrong: no(
    422,
    '授权的结束时间须晚于开始时间，且晚于现在。',
    'A grant must end after it begins, and after now.',
  ),
  coverage_region_unknown: no(
    422,
    '没有这个区域，请重新选择。',
    'There is no such division; please choose again.',
  ),
  scope_unknown: no(
    422,
    '没有可授予这个角色的区域或单位，请重新选择。',
    'There is no such division or body for this role; please choose again.',
  ),
  role_granted_already: no(
    409,
    '对方在这段时间已有这个角色。',
    'The person holds this role at that time already.',
  ),
  book_without_city: no(
    409,
    '还没有载入本城市的行政区划。',
    'The divisions of this city have not been loaded yet.',
  ),
  officer_name_missing: no(
    422,
    '请写明姓名，2 至 30 个字。',
    'Please give the name, of 2 to 30 characters.',
  ),
  first_officer_exists: no(
    409,
    '本城市已有安全管理员，请由其授予其他角色。',
    'The city has a security administrator already, who gives the other roles.',
  ),
  duties_not_separate: no(
    409,
    '系统、安全、审计管理员须由不同的人担任。',
    'System, security and audit administrators must be different people.',
  ),
});
