import type { Text } from '../kit/refusal.ts';

export interface DemoLogin {
  phone: string;
  role: 'volunteer' | 'station' | 'merchant' | 'administrator';
  label: Text;
}

/** One login for each role; the phones are those that `plan.ts` gives to the first of each kind. */
export const demoLogins: DemoLogin[] = [
  { phone: '13801000001', role: 'volunteer', label: { 'zh-CN': '志愿者', en: 'Volunteer' } },
  {
    phone: '13802000001',
    role: 'station',
    label: { 'zh-CN': '社区站点', en: 'Community station' },
  },
  { phone: '13803000001', role: 'merchant', label: { 'zh-CN': '爱心商家', en: 'Merchant' } },
  {
    phone: '13804000001',
    role: 'administrator',
    label: { 'zh-CN': '街道管理员', en: 'Street administrator' },
  },
];

/** What the terminal says after a start with the demonstration town. */
export function demoWelcome(address: string): string {
  const rows = demoLogins.map(({ phone, label }) => `  ${phone}   ${label['zh-CN']} / ${label.en}`);
  return [
    '演示登录（手机号，验证码见演示收件箱） / demo logins (phone; codes are in the mailbox):',
    ...rows,
    `演示收件箱 / mailbox → ${address}/mailbox    API → ${address}/docs`,
  ].join('\n');
}
