import type { Text } from '../kit/refusal.ts';

const words = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });

/** Everything that is written into the log: what it was done to, and what was done, with the words that people read. */
export const actions = {
  'person.add': words('登记手机号', 'a phone became a person'),
  'sign_in_code.send': words('发送验证码', 'sent a sign-in code'),
  'session.open': words('登录', 'signed in'),
  'session.refuse': words('登录失败', 'failed to sign in'),
  'session.renew': words('续期登录', 'stayed signed in'),
  'session.end': words('退出登录', 'signed out'),
  'session.revoke': words('登录凭证被重复使用，强制退出', 'ended a session whose token was copied'),
  'role_grant.make': words('授予角色', 'gave a role'),
  'role_grant.revoke': words('收回角色', 'took a role back'),
  'volunteer.register': words('注册志愿者', 'registered a volunteer'),
  'volunteer.edit': words('修改服务意向', 'changed what one offers'),
  'volunteer.approve': words('审核通过志愿者', 'approved a volunteer'),
  'volunteer.reject': words('退回志愿者注册', 'sent a registration back'),
  'volunteer.suspend': words('暂停志愿者资格', 'suspended a volunteer'),
  'volunteer.resume': words('恢复志愿者资格', 'let a volunteer serve again'),
  'volunteer.revoke': words('取消志愿者资格', 'revoked a volunteer'),
  'volunteer.merge': words('合并重复登记', 'merged a duplicate'),
  'ward.answer': words('监护人答复', 'a guardian answered'),
  'consent.give': words('同意', 'gave a consent'),
  'consent.withdraw': words('撤回同意', 'withdrew a consent'),
  'person.leave': words('注销', 'left'),
  'data_key.add': words('新增数据密钥', 'made a data key'),
  'data_key.retire': words('停用数据密钥', 'retired a data key'),
  'rule_set.publish': words('发布规则', 'published rules'),
  'activity.submit': words('提交活动', 'submitted an activity'),
  'activity.edit': words('修改活动', 'mended a returned activity'),
  'activity.approve': words('审核通过活动', 'published an activity'),
  'activity.return': words('退回活动', 'returned an activity'),
  'activity.close': words('结束活动', 'closed an activity'),
  'sign_up.make': words('报名', 'signed up'),
  'sign_up.cancel': words('取消报名', 'cancelled a sign-up'),
  'sign_up.promote': words('候补转正', 'got the place that was given up'),
  'sign_up.admit': words('录取报名者', 'admitted somebody'),
  'sign_up.check_in': words('签到', 'checked in'),
  'sign_up.check_out': words('签退', 'checked out'),
  'settlement.make': words('结算', 'settled an activity'),
  'pay_code.issue': words('出示付款码', 'showed a pay code'),
  'redemption.make': words('兑换', 'took points'),
  'redemption.refund': words('退回兑换', 'gave points back'),
  'audit_lane.shorten': words('清理到期日志', 'removed entries whose time was over'),
} as const satisfies Record<string, Text>;

export type Action = keyof typeof actions;
