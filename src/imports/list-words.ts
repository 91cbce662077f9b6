import { dateInChina, instant, weeklyMoment } from '../kit/clock.ts';
import type { Language, Text } from '../kit/refusal.ts';

const words = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });

/** domain.md 9, in the words of the pages. */
export const volunteerStates = {
  guardian_pending: words('等待监护人同意', 'Waits for the guardian'),
  submitted: words('待审核', 'To approve'),
  rejected: words('已退回', 'Sent back'),
  active: words('正常服务', 'Serves'),
  suspended: words('已暂停', 'Suspended'),
  cancelled: words('已注销', 'Has left'),
  revoked: words('已取消资格', 'Revoked'),
};
export const channels = {
  self: words('本人注册', 'By themselves'),
  organisation: words('组织代为注册', 'By an organisation'),
  offline: words('社区代办', 'At the community’s desk'),
};
export const organisationStates = {
  active: words('正常', 'Active'),
  suspended: words('暂停', 'Suspended'),
  cancelled: words('已注销', 'Cancelled'),
  revoked: words('已撤销', 'Revoked'),
};

/** The word for a code; the code of one that has none. */
export const wordFor = (table: Readonly<Record<string, Text>>, code: string, language: Language) =>
  table[code]?.[language] ?? code;

/** A moment as a clock in China shows it. */
export function momentInChina(text: string): string {
  const at = instant(text);
  return `${dateInChina(at)} ${weeklyMoment(at).time}`;
}
