export const shared = {
  brand: '邻里',
  otherLanguage: 'English',
  signOut: '退出登录',
  account: '账号',
  back: '返回',
  faces: '我的身份',
  face: {
    volunteer: '志愿者',
    groups: '团队',
    station: '社区站',
    merchant: '商户',
    administration: '审核',
    grants: '授权',
  },
  loading: '正在读取…',
  export: '导出为 Excel 文件',
  exporting: '正在导出…',
  sending: '正在提交…',
  retrying: '网络不稳，正在用同一笔重试',
  tryAgain: '再试一次',
  loadMore: '查看更多',
  notNow: '先不',
  gotIt: '知道了',
  done: '完成',
  noAnswer: '网络不通，没有收到回应',
  noAnswerNext: '请检查网络后再试一次。您填写的内容还在。',
  unreachable: '请检查手机网络。网络恢复后按下面的按钮，不需要重新登录。',
  fault: '页面出了差错',
  faultNext: '请刷新页面再试。如果还不行，请联系社区站。',
  signUpState: {
    applied: '已报名，待录取',
    waiting: '候补中',
    admitted: '已录取',
    checked_in: '已签到',
    checked_out: '已签退',
    cancelled: '已取消',
  },
} as const;

export const units = {
  points: '{{points}} 分',
  hours: '{{hours}} 小时',
  minutes: '{{minutes}} 分钟',
  hoursMinutes: '{{hours}} 小时 {{minutes}} 分钟',
} as const;

export const activity = {
  riskNote: '风险提示',
  content: '活动内容',
  category: '服务类别',
  time: '时间',
  place: '地点',
  radius: '签到范围',
  radiusWords: '离活动地点 {{metres}} 米以内',
  people: '人数',
  peopleWords: '招募 {{capacity}} 人，已报名 {{taken}} 人',
  station: '组织单位',
  number: '活动编号',
  state: {
    pending_review: '待街道审核',
    published: '已发布',
    returned: '被退回',
    closed: '已结束',
  },
} as const;

export const position = {
  locating: '正在确定位置…',
  denied: {
    title: '手机没有允许使用位置',
    next: '请打开手机“设置”，找到这个浏览器，把“位置”改为“允许”，再回来按一次。也可以请社区站工作人员帮忙。',
  },
  unavailable: {
    title: '手机找不到自己的位置',
    next: '请打开手机的“定位服务”，走到室外或窗边，再按一次。',
  },
  timeout: { title: '确定位置用的时间太长', next: '请走到室外或窗边，再按一次。' },
  insecure: {
    title: '这个网页不能使用位置',
    next: '请用 https 开头的网址打开本站，或换一个浏览器再试。',
  },
} as const;
