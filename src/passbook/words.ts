import type { Language } from '../kit/refusal.ts';
import type { StatementLine } from '../ledger/index.ts';

/** 150 → 2 小时 30 分钟. */
export function hoursInWords(minutes: number, language: Language): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const zh = [hours > 0 ? `${hours} 小时` : '', rest > 0 ? `${rest} 分钟` : '']
    .filter(Boolean)
    .join(' ');
  const en = [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : '']
    .filter(Boolean)
    .join(' ');
  return language === 'zh-CN' ? zh || '0 小时' : en || '0 h';
}

/** 250 → 2.50. */
export function pointsInWords(centipoints: number): string {
  return (centipoints / 100).toFixed(2);
}

export function balanceInWords(minutes: number, centipoints: number, language: Language): string {
  const [hours, points] = [hoursInWords(minutes, language), pointsInWords(centipoints)];
  return language === 'zh-CN'
    ? `您累计服务 ${hours}，可用积分 ${points} 分。`
    : `You have served ${hours} and have ${points} points to spend.`;
}

/** What a line of a statement was about. `about` is the title of the activity or the name of the shop. */
export function lineInWords(
  line: Pick<StatementLine, 'code' | 'amount'>,
  about: string,
  language: Language,
): string {
  const zh = language === 'zh-CN';
  const amount = Math.abs(line.amount);
  switch (line.code) {
    case 'service_hours':
      return zh
        ? `参加“${about}”，服务 ${hoursInWords(amount, language)}`
        : `Served ${hoursInWords(amount, language)} in “${about}”`;
    case 'service_points':
      return zh
        ? `参加“${about}”，获得积分 ${pointsInWords(amount)} 分`
        : `Earned ${pointsInWords(amount)} points in “${about}”`;
    case 'redemption':
      return zh
        ? `在“${about}”用积分 ${pointsInWords(amount)} 分`
        : `Spent ${pointsInWords(amount)} points at “${about}”`;
    case 'refund':
      return zh
        ? `“${about}”退回积分 ${pointsInWords(amount)} 分`
        : `“${about}” gave back ${pointsInWords(amount)} points`;
    case 'merged':
      return zh ? '合并重复登记' : 'Duplicate registrations merged';
    case 'opening':
      return zh ? '原有余额转入' : 'Brought over from before';
    case 'hold_expired':
      return zh ? '冻结到期，已释放' : 'A hold ran out and was released';
    case 'lot_lapsed':
      return zh
        ? `积分 ${pointsInWords(amount)} 分已过有效期`
        : `${pointsInWords(amount)} points lapsed`;
  }
}
