import type { Text } from '../kit/refusal.ts';

/** Kinds of service as the national site lists them; the codes are ours (domain.md 4). */
export const categories: Readonly<Record<string, Text>> = {
  SC01: { 'zh-CN': '社区服务', en: 'Community service' },
  SC02: { 'zh-CN': '扶贫减贫', en: 'Poverty relief' },
  SC03: { 'zh-CN': '支教助学', en: 'Teaching and study help' },
  SC04: { 'zh-CN': '卫生健康', en: 'Health' },
  SC05: { 'zh-CN': '法律服务', en: 'Legal help' },
  SC06: { 'zh-CN': '环境保护', en: 'Environment' },
  SC07: { 'zh-CN': '科技科普', en: 'Science and technology' },
  SC08: { 'zh-CN': '文化艺术', en: 'Culture and arts' },
  SC09: { 'zh-CN': '平安综治', en: 'Neighbourhood safety' },
  SC10: { 'zh-CN': '文明风尚', en: 'Civic manners' },
  SC11: { 'zh-CN': '交通引导', en: 'Traffic guidance' },
  SC12: { 'zh-CN': '志愿消防', en: 'Volunteer fire service' },
  SC13: { 'zh-CN': '应急救援', en: 'Emergency rescue' },
  SC14: { 'zh-CN': '禁毒宣传', en: 'Drug prevention' },
  SC15: { 'zh-CN': '体育健身', en: 'Sports' },
  SC16: { 'zh-CN': '旅游服务', en: 'Visitor service' },
  SC17: { 'zh-CN': '关爱特殊群体', en: 'Care for people in need' },
  SC18: { 'zh-CN': '大型活动', en: 'Large events' },
  SC19: { 'zh-CN': '海外志愿服务', en: 'Volunteering abroad' },
  SC20: { 'zh-CN': '税收服务', en: 'Tax help' },
  SC21: { 'zh-CN': '疫情防控', en: 'Epidemic control' },
  SC99: { 'zh-CN': '其他', en: 'Other' },
};
