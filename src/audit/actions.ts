import type { Text } from '../kit/refusal.ts';

const words = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });

/** Everything that is written into the log: what it was done to, and what was done, with the words that people read. */
export const actions = {
  'person.add': words('登记手机号', 'a phone became a person'),
  'sign_in_code.send': words('发送验证码', 'sent a sign-in code'),
  'sign_in_code.withdraw': words('验证码未能发送', 'could not send a sign-in code'),
  'session.open': words('登录', 'signed in'),
  'session.refuse': words('登录失败', 'failed to sign in'),
  'session.renew': words('续期登录', 'stayed signed in'),
  'session.end': words('退出登录', 'signed out'),
  'session.revoke': words('登录凭证被重复使用，强制退出', 'ended a session whose token was copied'),
  'staff_enrolment.make': words('设置密码和动态口令', 'set a password and an authenticator'),
  'staff_enrolment.confirm': words('启用动态口令', 'confirmed the authenticator'),
  'password.change': words('修改密码', 'changed the password'),
  'password.refuse': words('原密码输错', 'entered a wrong password'),
  'recovery_code.use': words('使用恢复码登录', 'signed in with a recovery code'),
  'pin.set': words('设置支付密码', 'set a PIN'),
  'pin.refuse': words('支付密码输错', 'entered a wrong PIN'),
  'token_key.add': words('新增登录凭证密钥', 'added a key for access tokens'),
  'token_key.retire': words('停用登录凭证密钥', 'retired a key for access tokens'),
  'role_grant.make': words('授予角色', 'gave a role'),
  'role_grant.revoke': words('收回角色', 'took a role back'),
  'volunteer.register': words('注册志愿者', 'registered a volunteer'),
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
