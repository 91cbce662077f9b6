import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Redemption } from '../shared/contract.ts';
import { moment, pointsInWords } from '../shared/format.ts';
import { Icon } from '../shared/icons.tsx';

export function Paid({
  redemption,
  onClose,
}: {
  redemption: Redemption;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main className="overlay overlay-done" data-testid="paid">
      <span className="overlay-mark">
        <Icon name="done" />
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {t('volunteer.payCode.paid')}
        <br />
        <span className="overlay-figure">{pointsInWords(redemption.centipoints)}</span>
        <span className="unseen"> — </span>
        <br />
        {redemption.merchant.name}
      </h1>
      <p>{moment(redemption.at)}</p>
      <div className="buttons">
        <a className="button" href="#/statement" data-testid="paid-statement">
          {t('volunteer.payCode.seeStatement')}
        </a>
        <button type="button" className="button" onClick={onClose} data-testid="paid-close">
          {t('shared.done')}
        </button>
      </div>
    </main>
  );
}
