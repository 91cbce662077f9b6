import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: proofRefusals } = defineRefusals({
  transfer_unknown: no(404, '您的明细中没有这一笔。', 'There is no such line in your statement.'),
  nothing_to_prove: no(
    404,
    '该账户还没有任何记录，无需证明。',
    'Nothing has moved on this account yet, so there is nothing to prove.',
  ),
  proof_not_ready: no(
    409,
    '还没有签名的检查点包含这一内容，请一分钟后再试。',
    'No signed checkpoint contains it yet; please try again in a minute.',
  ),
});
