import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { chooseLanguage, currentLanguage, type Language } from './language.ts';
import { zhCN } from './zh-CN.ts';

type Words<Text> = { [Key in keyof Text]: Text[Key] extends string ? string : Words<Text[Key]> };

/** Every language has exactly the keys of zh-CN: a missing one does not compile. */
export type Catalogue = Words<typeof zhCN>;

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof zhCN };
    returnNull: false;
  }
}

export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zhCN } },
    interpolation: { escapeValue: false },
  });
  await speak(currentLanguage());
}

/** Switches what is on screen, what the server is asked for, and `<html lang>`. */
export async function speak(language: Language): Promise<void> {
  // English is fetched only by those who read it; most volunteers never do.
  if (language === 'en' && !i18next.hasResourceBundle('en', 'translation')) {
    const { en } = await import('./en.ts');
    i18next.addResourceBundle('en', 'translation', en);
  }
  chooseLanguage(language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
