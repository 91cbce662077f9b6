import type { Text } from '../kit/refusal.ts';
import { refuse } from './refusals.ts';

export const purposes = ['location', 'health', 'guardian', 'under_14'] as const;
export type Purpose = (typeof purposes)[number];

/** Those that people give for themselves; the others are a guardian's. */
export const ownPurposes = ['location', 'health'] as const satisfies Purpose[];
export type OwnPurpose = (typeof ownPurposes)[number];

const words = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });

/**
 * What people agree to, one text for each purpose (PIPL Art. 14, 17, 29, 31). The newest is the last and its version
 * its place from 1; older ones stay, because somebody has agreed to them.
 */
export const consentTexts: Readonly<Record<Purpose, readonly Text[]>> = {
  location: [
    words(
      '签到、签退时使用我的位置，只用来核对我是否在活动地点；系统只保存我与活动地点的距离，不保存位置。不同意也可以凭站点的动态码签到。可以随时撤回。',
      'My position is used when I check in and out, only to see that I am at the place; only the distance is kept, never the position. Without it I can check in by the code at the station. I can withdraw this at any time.',
    ),
  ],
  health: [
    words(
      '保存我填写的健康限制，只用来避免安排我做不适合的服务；加密保存，查看须说明理由并留有记录。不填写不影响注册。可以随时撤回，撤回后立即删除。',
      'What I write about limits of my health is kept, only so that I am not asked to do what does not suit me; it is sealed, and whoever looks at it gives a reason that is logged. I can register without it. I can withdraw this at any time, and it is deleted at once.',
    ),
  ],
  guardian: [
    words(
      '我是该未成年人的监护人，同意其注册为志愿者并参加与其年龄、身心状况相适应的志愿服务。可以随时撤回，撤回后其不能再参加服务。',
      'I am the guardian of this minor and agree that the minor registers as a volunteer and serves where it suits the minor’s age and condition. I can withdraw this at any time, and then the minor serves no more.',
    ),
  ],
  under_14: [
    words(
      '我是该儿童（不满十四周岁）的监护人，同意为志愿服务的登记、记录和证明处理其个人信息；全部加密保存。可以随时撤回，撤回后删除，依法须保存的服务记录除外。',
      'I am the guardian of this child below the age of 14 and agree that the child’s personal data is handled for registering, recording and certifying volunteer service; all of it is sealed. I can withdraw this at any time, and it is deleted, but for records of service that the law keeps.',
    ),
  ],
};

/** The version that is asked for today. */
export const currentVersion = (purpose: Purpose): number => consentTexts[purpose].length;

/** The words of a version. Refuses: consent_text_unknown. */
export function consentText(purpose: Purpose, version: number): Text {
  const text = consentTexts[purpose][version - 1];
  if (!text) throw refuse('consent_text_unknown');
  return text;
}
