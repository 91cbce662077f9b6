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
  duties_not_separate: no(
    409,
    '系统、安全、审计管理员须由不同的人担任。',
    'System, security and audit administrators must be different people.',
  ),
});
