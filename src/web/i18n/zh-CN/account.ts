export const staff = {
  password: '密码',
  newPassword: '新密码',
  passwordHint: '至少 10 个字符，包含大写字母、小写字母、数字、符号中的三种。',
  code: '动态口令',
  codeHint: '身份验证器里的 6 位数字。手机不在身边时可用恢复码。',
  provider: '用统一身份认证登录',
  withheld: '您还有工作人员身份：{{roles}}',
  signInAsStaff: '办理工作请退出后选“工作人员”，用密码和动态口令登录。',
} as const;

export const account = {
  title: '账号与安全',
  enrol: {
    title: '设置密码和动态口令',
    why: '工作人员须用密码和动态口令两样登录。请先在手机上装好身份验证器应用。',
    begin: '开始设置',
    next: '下一步',
    resetCode: '重置码',
    resetHint: '您的密码和动态口令已重置；重置码请向安全管理员当面领取。',
    scan: '用身份验证器扫这个码，再输入它显示的 6 位数字。',
    qr: '身份验证器二维码',
    byHand: '不能扫码时，手工输入这串字符：',
    confirm: '确认启用',
    done: '动态口令已启用',
    recovery: '请抄下这些恢复码并妥善保管：手机丢失时，每个可代替一次动态口令。离开后不再显示。',
    kept: '已抄好，继续',
  },
  password: { title: '修改密码', present: '原密码', changed: '密码已修改，其他设备已退出。' },
  data: {
    title: '我的个人信息',
    noConsents: '您没有生效中的单项同意。',
    withdraw: '撤回这项同意',
    download: '下载我的全部信息',
    leave: '注销账号',
    leaveMeaning:
      '注销后，您的姓名、证件号码、手机号等个人信息会立即删除，不能恢复；剩余积分不能再用。依法保存的服务记录只留编号。',
    leaveYes: '确认注销',
  },
  sessions: {
    title: '登录中的设备',
    current: '本机',
    unknownDevice: '未知设备',
    since: '{{begun}} 登录，最近使用 {{used}}，网络 {{address}}',
    end: '退出这台设备',
    everywhere: '退出所有设备',
    everywhereMeaning: '包括这台设备在内，所有设备都要重新登录。',
  },
} as const;
