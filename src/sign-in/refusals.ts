import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: signInRefusals } = defineRefusals({
  code_requested_too_often: no(
    429,
    '验证码发送太频繁，请 {wait}后再试。',
    'Please wait {wait} before asking for another code.',
  ),
  codes_used_up: no(
    429,
    '今天的验证码已用完，请明天再试，或到社区服务站办理。',
    'No more codes today; please try again tomorrow, or go to your community station.',
  ),
  sign_in_code_wrong: no(
    401,
    '验证码不对或已过期，请核对后重试。',
    'The code is wrong or has expired.',
  ),
  sign_in_locked: no(
    429,
    '验证码输错次数太多，请重新获取验证码。',
    'Too many wrong tries; please ask for a new code.',
  ),
  sign_in_too_often: no(
    429,
    '从您这里登录的次数太多，请稍后再试。',
    'Too many sign-ins from where you are; please try again later.',
  ),
  confirmation_needed: no(
    403,
    '请先用验证码确认是您本人。',
    'Please confirm first, with a code, that it is you.',
  ),
  confirmation_wrong: no(
    422,
    '验证码不对或已过期，请核对后重试。',
    'The code is wrong or has expired.',
  ),
  confirmation_locked: no(
    429,
    '输错次数太多，请稍后再试。',
    'Too many wrong tries; please try again later.',
  ),
  session_unknown: no(404, '没有这个登录。', 'There is no such session.'),
  not_staff: no(
    403,
    '只有工作人员需要设置密码和动态口令。',
    'Only staff set a password and an authenticator.',
  ),
  already_enrolled: no(
    409,
    '您已启用动态口令，请用密码和动态口令登录。',
    'You have an authenticator already; please sign in with password and code.',
  ),
  reset_unknown: no(
    404,
    '没有用这个手机号设置过密码的工作人员。',
    'No member of staff with this phone has set a password.',
  ),
  reset_code_needed: no(
    403,
    '您的密码和动态口令已重置，请向安全管理员领取重置码。',
    'Your password and authenticator were reset; please get a reset code from the security administrator.',
  ),
  reset_code_wrong: no(
    422,
    '重置码不对或已过期，请向安全管理员重新领取。',
    'The reset code is wrong or has expired; please get a new one.',
  ),
  enrolment_not_begun: no(409, '请先设置密码。', 'Please set a password first.'),
  authenticator_code_wrong: no(
    422,
    '动态口令不对，请核对手机时间后输入最新的 6 位数字。',
    'The code is wrong; check the phone’s clock and enter the newest 6 digits.',
  ),
  authenticator_offer_over: no(
    422,
    '等待太久，请重新开始更换动态口令。',
    'That took too long; please begin to change the authenticator anew.',
  ),
  staff_sign_in_wrong: no(
    401,
    '手机号、密码或动态口令不对。每个动态口令只能用一次。',
    'Phone, password or code is wrong. Each code works once.',
  ),
  staff_sign_in_locked: no(
    429,
    '连续输错次数太多，请 {minutes} 分钟后再试。',
    'Too many wrong tries; please wait {minutes} minutes.',
  ),
  password_expired: no(
    403,
    '密码已到期，请设置新密码。',
    'The password has expired; set a new one.',
  ),
  password_wrong: no(422, '原密码不对。', 'The present password is wrong.'),
  password_too_short: no(
    422,
    '密码至少 {characters} 个字符。',
    'A password has at least {characters} characters.',
  ),
  password_too_plain: no(
    422,
    '密码须包含大写字母、小写字母、数字、符号中的至少 {kinds} 种。',
    'A password has at least {kinds} of: capital letters, small letters, digits, signs.',
  ),
  password_guessable: no(
    422,
    '这个密码太常见，容易被猜中。常用词、连续按键、手机号、姓名、城市名加上数字都不行，请把几个不相关的词连起来。',
    'This password is easy to guess. Common words, rows of keys, phones, names or cities with digits will not do; please join a few words that have nothing to do with each other.',
  ),
  password_used_before: no(
    422,
    '不能使用最近 {times} 次用过的密码。',
    'It may not be one of your last {times} passwords.',
  ),
  second_factor_required: no(
    403,
    '请先用密码和动态口令登录。',
    'Please sign in with password and code first.',
  ),
  pin_weak: no(
    422,
    '这个支付密码太容易猜中，请不要用连号、重复数字或生日。',
    'This PIN is easy to guess: no sequences, repetitions or birthdays.',
  ),
  pin_not_set: no(409, '请先在这台手机上设置支付密码。', 'Please set a PIN on this phone first.'),
  pin_wrong: no(422, '支付密码不对。', 'The PIN is wrong.'),
  pin_locked: no(
    429,
    '支付密码输错次数太多，请 {minutes} 分钟后再试。',
    'Too many wrong PINs; please wait {minutes} minutes.',
  ),
  provider_sign_in_failed: no(
    401,
    '统一身份认证登录未完成，请重新登录。',
    'Signing in with the identity provider failed; please start again.',
  ),
  provider_person_unknown: no(
    403,
    '统一身份认证中的手机号未验证，或不属于本系统的工作人员。',
    'The identity provider names no verified phone of a member of staff here.',
  ),
  provider_unavailable: no(
    503,
    '统一身份认证暂时不可用，请稍后再试或用密码登录。',
    'The identity provider does not answer; try later or sign in with your password.',
  ),
});
