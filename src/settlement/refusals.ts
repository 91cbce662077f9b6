import { defineRefusals, no, type Text } from '../kit/refusal.ts';

export const { refuse, table: settlementRefusals } = defineRefusals({
  settlement_unknown: no(404, '没有这次结算。', 'There is no such settlement.'),
});

/** Why a line is held, in words. Not refusals: nobody asked for one line, so it is told in the list. */
export const heldReasons: Readonly<Record<string, Text>> = {
  check_out_missing: {
    'zh-CN': '没有签退，时长待站点核实。',
    en: 'There was no check-out; the station has to confirm the time.',
  },
  day_limit_reached: {
    'zh-CN': '当日计入的时长已达上限，本次未计入。',
    en: 'The day’s limit was reached before, so nothing more was credited.',
  },
  too_short: {
    'zh-CN': '可计入的时长不足最小单位；与其他服务重叠的时间只计一次。',
    en: 'Too short to be credited; time that overlaps with other service counts once.',
  },
  account_unknown: { 'zh-CN': '志愿者账户不存在。', en: 'The volunteer has no account.' },
  above_ceiling: { 'zh-CN': '账户已达上限。', en: 'The account has reached its ceiling.' },
  refused_by_ledger: {
    'zh-CN': '账本拒绝入账，请联系管理员。',
    en: 'The books refused it; please ask an administrator.',
  },
};
