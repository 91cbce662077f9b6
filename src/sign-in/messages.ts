import type { Text } from '../kit/refusal.ts';

/** What is sent to phones, by kind; the demonstration's mailbox shows it so, and a city has its templates read so. */
export const messageTexts = {
  sign_in_code: {
    'zh-CN': '【邻里】验证码 {code}，{minutes} 分钟内有效。请勿告诉他人。',
    en: '[Linli] Your code is {code}, good for {minutes} minutes. Tell it to nobody.',
  },
  credentials_reset: {
    'zh-CN':
      '【邻里】您的工作人员密码和动态口令已由安全管理员重置，所有设备已退出登录。如非您本人申请，请立即联系安全管理员。',
    en: '[Linli] Your staff password and authenticator were reset by the security administrator, and all devices are signed out. If you did not ask for it, tell the security administrator at once.',
  },
} as const satisfies Record<string, Text>;
