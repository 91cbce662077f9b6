import { recall, remember } from '../shared/memory.ts';

export type Language = 'zh-CN' | 'en';

const remembered = 'linli.language';
let language: Language = recall(remembered) === 'en' ? 'en' : 'zh-CN';

export const currentLanguage = (): Language => language;

export function chooseLanguage(chosen: Language): void {
  language = chosen;
  remember(remembered, chosen);
}
