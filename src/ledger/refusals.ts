import { defineRefusals, no } from '../kit/refusal.ts';

/** Named like the results of `ledger.post`. Callers with a better sentence, such as points_short, say theirs instead. */
export const { refuse, table: ledgerRefusals } = defineRefusals({
  amount_wrong: no(
    422,
    '数额必须是大于零的整数。',
    'The amount must be a whole number above zero.',
  ),
  same_account: no(422, '转出和转入不能是同一个账户。', 'An account cannot pay itself.'),
  account_unknown: no(404, '账本中没有这个账户。', 'There is no such account in the books.'),
  units_differ: no(
    422,
    '两个账户的计量单位不同，不能互转。',
    'The two accounts count different units.',
  ),
  id_reused: no(409, '这个编号已用于另一笔转账。', 'This id belongs to another transfer already.'),
  duplicate_in_batch: no(409, '同一批中有重复的编号。', 'The batch holds this id twice.'),
  reversed_unknown: no(
    404,
    '没有找到要冲正的转账。',
    'The transfer to be reversed is not in the books.',
  ),
  reversal_differs: no(
    422,
    '冲正必须与原转账方向相反、数额相同，且冲正本身不能再被冲正。',
    'A reversal must mirror its original in full, and a reversal cannot be reversed.',
  ),
  already_reversed: no(409, '这笔转账已经冲正过。', 'This transfer has been reversed already.'),
  below_floor: no(409, '账户余额不足。', 'The balance is too small.'),
  above_ceiling: no(409, '超过了账户余额上限。', 'The balance would rise above its limit.'),
  group_failed: no(
    409,
    '同组的另一笔转账未能入账，本笔一并取消。',
    'Another transfer of its group was refused, so nothing of the group was posted.',
  ),
});
