import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: protectionRefusals } = defineRefusals({
  disclosure_unknown: no(
    404,
    '没有可查看的志愿者信息。',
    'There is no volunteer whose data you may see.',
  ),
  data_key_rests: no(
    409,
    '新密钥尚未生效，请一分钟后再执行。',
    'The new key is not in use yet; please go on in a minute.',
  ),
});
