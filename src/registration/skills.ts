import type { Text } from '../kit/refusal.ts';

const skill = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });

/** What people can do (domain.md 4, skill categories). */
export const skills: Readonly<Record<string, Text>> = {
  medical: skill('医疗护理', 'Medicine and nursing'),
  psychology: skill('心理', 'Psychology'),
  law: skill('法律', 'Law'),
  teaching: skill('教育', 'Teaching'),
  languages: skill('语言', 'Languages'),
  arts: skill('文艺', 'Performing arts'),
  sports: skill('体育', 'Sports'),
  technology: skill('科技 / IT', 'Science and IT'),
  repair: skill('家电维修', 'Repairing appliances'),
  hairdressing: skill('理发', 'Hairdressing'),
  cooking: skill('烹饪', 'Cooking'),
  photography: skill('摄影', 'Photography'),
  driving: skill('驾驶', 'Driving'),
  rescue: skill('救援', 'Rescue'),
  social_work: skill('社工', 'Social work'),
  finance: skill('财务', 'Accounting'),
  sign_language: skill('手语 / 盲文', 'Sign language, Braille'),
  other: skill('其他', 'Other'),
};
