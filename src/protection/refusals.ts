import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: protectionRefusals } = defineRefusals({
  disclosure_unknown: no(
    404,
    '没有可查看的志愿者信息。',
    'There is no volunteer whose data you may see.',
  ),
  roles_held: no(
    409,
    '您还担任工作角色，请先请授权人收回后再注销。',
    'You still hold roles; please have them taken back before you leave.',
  ),
  data_key_rests: no(
    409,
    '新密钥尚未生效，请一分钟后再执行。',
    'The new key is not in use yet; please go on in a minute.',
  ),
  master_key_changing: no(
    409,
    '主密钥正在更换，请先停用旧的主密钥。',
    'The master key is being changed; please retire the old one first.',
  ),
  master_key_present: no(409, '新主密钥与现用的相同。', 'That is the present master key.'),
  master_key_in_use: no(
    409,
    '仍有进程使用主密钥 {fingerprint}，请用新主密钥重启它们，一分钟后再试。',
    'Processes still use the master key {fingerprint}; start them with the new one and try again in a minute.',
  ),
});
