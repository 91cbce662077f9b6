import { type Role, roles } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { hasDistricts } from '../regions/index.ts';

export interface DemoLogin {
  phone: string;
  role: Role;
}

/** One login for each role; the phones are those that `plan.ts` gives to the first of each kind. */
const demoLogins: DemoLogin[] = [
  { phone: '13801000001', role: 'volunteer' },
  { phone: '13802000001', role: 'station_manager' },
  { phone: '13803000001', role: 'merchant' },
  { phone: '13804000001', role: 'street_office' },
  { phone: '13805000001', role: 'residents_committee' },
  { phone: '13806000001', role: 'district_civil_affairs' },
  { phone: '13807000001', role: 'city_civil_affairs' },
  { phone: '13808000001', role: 'security_administrator' },
  { phone: '13809000001', role: 'audit_administrator' },
  { phone: '13810000001', role: 'liaison_officer' },
  { phone: '13811000001', role: 'organisation_head' },
  { phone: '13812000001', role: 'hub_manager' },
];

/** Those that the city has: where there are no districts, no bureau of one. */
export async function demoLoginsOf({ db, book }: Pick<Deps, 'db' | 'book'>): Promise<DemoLogin[]> {
  if (await hasDistricts(db, book)) return demoLogins;
  return demoLogins.filter(({ role }) => roles[role].scope !== 'district');
}

/** What the terminal says after a start with the demonstration town. */
export function demoWelcome(address: string, logins: DemoLogin[]): string {
  const rows = logins.map(({ phone, role }) => {
    const { 'zh-CN': zh, en } = roles[role].name;
    return `  ${phone}   ${zh} / ${en}`;
  });
  return [
    '演示登录（手机号，验证码见演示收件箱） / demo logins (phone; codes are in the mailbox):',
    ...rows,
    `演示收件箱 / mailbox → ${address}/mailbox    API → ${address}/docs`,
  ].join('\n');
}
