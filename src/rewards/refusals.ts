import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: rewardRefusals } = defineRefusals({
  code_unknown: no(
    404,
    '没有这个付款码，请核对 18 位数字，或请顾客刷新付款码。',
    'There is no such pay code; check its 18 digits or ask for a new one.',
  ),
  code_spent: no(
    409,
    '这个付款码已经用过，请顾客刷新付款码。',
    'This pay code has been used; please ask for a new one.',
  ),
  code_expired: no(
    410,
    '付款码已过期，请顾客刷新付款码。',
    'This pay code has expired; please ask for a new one.',
  ),
  points_short: no(
    422,
    '顾客的积分不够支付这一笔。',
    'The volunteer does not have enough points for this.',
  ),
  amount_too_large: no(
    422,
    '单笔最多 {points} 分。',
    'One redemption takes {points} points at most.',
  ),
  till_locked: no(
    429,
    '错误的付款码太多，收款台暂停 {seconds} 秒。',
    'Too many wrong codes; this till is paused for {seconds} seconds.',
  ),
  redemption_unknown: no(404, '没有这笔兑换。', 'There is no such redemption.'),
  already_refunded: no(409, '这笔兑换已经退过。', 'This redemption was refunded already.'),
  merchant_points_short: no(
    409,
    '商家账户的积分不够退这一笔。',
    'The shop’s account does not have enough points for this refund.',
  ),
  pay_code_unknown: no(404, '没有这个付款码。', 'There is no such pay code.'),
  pin_required: no(
    403,
    '今天的免密支付次数已用完，请输入支付密码。',
    'No more payments without a PIN today; please enter your PIN.',
  ),
  code_needs_pin: no(
    422,
    '超过免密支付上限 {points} 分，请顾客输入支付密码后重新出示付款码。',
    'More than {points} points need the payer’s PIN: ask for a new code.',
  ),
});
