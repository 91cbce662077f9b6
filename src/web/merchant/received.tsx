import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Redemption } from '../shared/contract.ts';
import { clockTime, pointsInWords } from '../shared/format.ts';
import { Icon } from '../shared/icons.tsx';

export function Received({
  redemption,
  onClose,
}: {
  redemption: Redemption;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => next.current?.focus(), []);
  return (
    <div className="overlay overlay-done" role="alert" data-testid="received">
      <span className="overlay-mark">
        <Icon name="done" />
      </span>
      <h2>{t('merchant.received')}</h2>
      <p className="overlay-figure">{pointsInWords(redemption.centipoints)}</p>
      <p>
        {t('merchant.receivedFrom', {
          name: redemption.payer.name,
          time: clockTime(redemption.at),
        })}
      </p>
      <button
        ref={next}
        type="button"
        className="button till-button"
        onClick={onClose}
        data-testid="next-redemption"
      >
        {t('merchant.nextCustomer')}
      </button>
    </div>
  );
}
