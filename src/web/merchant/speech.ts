import i18next from 'i18next';
import { currentLanguage } from '../i18n/language.ts';

/** Says aloud what arrived, so that a faked screenshot on the customer's phone fools nobody. */
export function sayReceived(centipoints: number): void {
  if (typeof speechSynthesis === 'undefined') return;
  const spoken = new SpeechSynthesisUtterance(
    i18next.t('merchant.spoken', { points: String(centipoints / 100) }),
  );
  spoken.lang = currentLanguage();
  speechSynthesis.cancel();
  speechSynthesis.speak(spoken);
}
