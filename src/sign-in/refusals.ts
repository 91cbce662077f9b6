import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: signInRefusals } = defineRefusals({
  code_requested_too_often: no(
    429,
    '验证码发送太频繁，请 {seconds} 秒后再试。',
    'Please wait {seconds} seconds before asking for another code.',
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
});
