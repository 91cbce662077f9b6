import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: accessRefusals } = defineRefusals({
  session_ended: no(
    401,
    '登录已失效，请重新登录。',
    'Your session has ended; please sign in again.',
  ),
  roles_changed: no(
    401,
    '您的身份有变动，请续期登录后再办理。',
    'Your roles have changed; please renew your session.',
  ),
  not_a_volunteer: no(403, '请先注册成为志愿者。', 'Please register as a volunteer first.'),
  self_review: no(
    403,
    '不能审核或办理自己提交、与自己有关的事项。',
    'You cannot decide on what you submitted yourself or what is about you.',
  ),
  place_unclear: no(
    422,
    '您代表多家单位，请指明是哪一家。',
    'You act for several bodies; please say for which.',
  ),
});
