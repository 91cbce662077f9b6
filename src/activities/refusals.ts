import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: activityRefusals } = defineRefusals({
  activity_unknown: no(404, '没有这个活动。', 'There is no such activity.'),
  activity_times_wrong: no(
    422,
    '结束时间须晚于开始时间，且不早于现在，最长 {days} 天。',
    'The end must come after the start and not lie in the past; {days} days at most.',
  ),
  category_unknown: no(422, '没有这个服务类别。', 'There is no such category.'),
  activity_state_wrong: no(
    409,
    '活动当前状态不能这样办理，请刷新后再看。',
    'The activity is in another state by now; please reload.',
  ),
  already_signed_up: no(409, '您已报名这个活动。', 'You have signed up for this activity already.'),
  sign_up_closed: no(409, '这个活动现在不能报名。', 'This activity takes no sign-ups now.'),
  sign_up_unknown: no(404, '您没有报名这个活动。', 'You have not signed up for this activity.'),
  sign_up_cannot_be_cancelled: no(
    409,
    '已签到或活动已结束，不能取消报名。',
    'After checking in or after the end a sign-up cannot be cancelled.',
  ),
  attendance_code_wrong: no(
    422,
    '签到码不对或已过期，请看站点屏幕上的最新号码。',
    'The code is wrong or has expired; please look at the newest one on the station’s screen.',
  ),
  attendance_locked: no(
    429,
    '签到码输错次数太多，请 {seconds} 秒后再试。',
    'Too many wrong codes; please try again in {seconds} seconds.',
  ),
  outside_radius: no(
    422,
    '您离活动地点约 {metres} 米，超出 {radius} 米的签到范围。',
    'You are about {metres} m away; check-in works within {radius} m.',
  ),
  position_inaccurate: no(
    422,
    '定位误差约 {metres} 米，太大了。请到室外或开启精确定位后再试。',
    'Your position is only known to about {metres} m; please go outdoors or allow precise location.',
  ),
  not_admitted: no(
    409,
    '站点还没有确认您参加，请联系站点。',
    'The station has not admitted you yet; please ask there.',
  ),
  not_checked_in: no(
    409,
    '您还没有签到，不能签退。',
    'You have not checked in, so you cannot check out.',
  ),
  already_checked_in: no(
    409,
    '您已签到，离开时请签退。',
    'You are checked in already; please check out when you leave.',
  ),
  location_not_agreed: no(
    403,
    '您还没有同意使用位置。可以先同意，也可以不用位置，凭站点的动态码签到。',
    'You have not agreed to be located. You may agree, or check in by the station’s code without a position.',
  ),
  check_ins_used_up: no(
    409,
    '今天在这个活动的签到次数已满 {times} 次。',
    'You have checked in {times} times today, which is the limit.',
  ),
  outside_hours: no(
    409,
    '现在不在签到时间内。',
    'Check-in and check-out work only around the time of the activity.',
  ),
});
