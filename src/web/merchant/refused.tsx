import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Refusal } from '../shared/http.ts';
import { Icon } from '../shared/icons.tsx';

const nextFor = [
  'code_unknown',
  'code_spent',
  'code_expired',
  'points_short',
  'till_locked',
] as const;

export function Refused({
  refusal,
  onClose,
}: {
  refusal: Refusal;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  const known = nextFor.find((code) => code === refusal.code) ?? 'other';
  return (
    <div
      className="overlay overlay-refused"
      role="alert"
      data-testid="refused"
      data-code={refusal.code}
    >
      <span className="overlay-mark">
        <Icon name="refused" />
      </span>
      <h2>{t('merchant.refused')}</h2>
      <p className="refused-title">{refusal.title}</p>
      <p>{t(`merchant.refusedNext.${known}`)}</p>
      <button
        ref={back}
        type="button"
        className="button till-button"
        onClick={onClose}
        data-testid="refused-close"
      >
        {t('merchant.backToTill')}
      </button>
    </div>
  );
}
