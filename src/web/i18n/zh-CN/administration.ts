export const administration = {
  list: {
    title: '待审核的活动',
    what: '请看清内容和风险提示，再决定通过或退回。',
    none: '没有待审核的活动。',
  },
  review: {
    title: '审核活动',
    approve: '通过',
    approved: '已通过，志愿者现在可以报名。',
    return: '退回修改',
    returned: '已退回，社区站会看到原因。',
    reason: '退回原因',
    reasonHint: '请写清楚要改什么，社区站会看到这段话。',
    returnYes: '退回',
  },
} as const;
