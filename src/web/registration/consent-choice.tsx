import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { Segments } from '../shared/segments.tsx';
import type { Purpose } from './contract.ts';
import { useConsentTexts } from './use-lists.ts';

/** Yes or no to one purpose, in full words; neither is chosen for anybody. */
export function ConsentChoice({
  purpose,
  agreed,
  onChoose,
  error = null,
}: {
  purpose: Purpose;
  agreed: boolean | null;
  onChoose: (agreed: boolean) => void;
  error?: string | null;
}): ReactNode {
  const { t } = useTranslation();
  const texts = useConsentTexts();
  return (
    <section className="ticks" data-testid={`consent-${purpose}`}>
      <h2>{t(`registration.consent.${purpose}`)}</h2>
      <p>{texts.data?.get(purpose)?.text[currentLanguage()]}</p>
      <Segments
        label={t(`registration.consent.${purpose}`)}
        chosen={agreed === null ? 'none' : agreed ? 'agree' : 'decline'}
        onChoose={(answer) => onChoose(answer === 'agree')}
        options={[
          { value: 'agree', words: t('registration.consent.agree') },
          { value: 'decline', words: t('registration.consent.decline') },
        ]}
      />
      <p className="field-error" aria-live="polite">
        {error ?? ''}
      </p>
    </section>
  );
}
