import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Consent, Purpose } from '../registration/contract.ts';
import { useConsentTexts } from '../registration/use-lists.ts';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { day } from '../shared/format.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';
import type { Acting } from './on-behalf.tsx';

const ownPurposes: Purpose[] = ['location', 'health'];

/** What is in force is taken back on paper, and what is not is given. */
export function ConsentsFor({ volunteer, ready, busy, failure, act }: Acting): ReactNode {
  const { t } = useTranslation();
  const { id } = volunteer;
  const texts = useConsentTexts();
  const consents = useQuery({
    queryKey: ['consents-of', id],
    queryFn: async () =>
      (await ask<{ items: Consent[] }>('GET', `/v1/volunteers/${id}/consents`)).items,
  });
  const standing = consents.data ?? [];
  const open = ownPurposes.filter((one) => !standing.some(({ purpose }) => purpose === one));
  const words = (purpose: Purpose): string => t(`desk.onBehalf.purpose.${purpose}`);
  const give = (purpose: Purpose): void => {
    const textVersion = texts.data?.get(purpose)?.textVersion;
    act({ method: 'POST', path: 'consents', body: { purpose, textVersion } });
  };
  return (
    <section className="form" data-testid="behalf-consents">
      <h3>{t('desk.onBehalf.consents')}</h3>
      {consents.isSuccess && standing.length === 0 && <p>{t('desk.onBehalf.noConsents')}</p>}
      {standing.some(({ purpose }) => purpose === 'guardian') && (
        <p>{t('desk.onBehalf.withdrawMeaning')}</p>
      )}
      {standing.map(({ id: consentId, purpose, givenAt }) => (
        <div key={consentId} className="card-head">
          <span>
            {words(purpose)} <span className="soft">{day(givenAt)}</span>
          </span>
          <Withdrawing
            purpose={purpose}
            disabled={!ready || busy}
            onWithdraw={() =>
              act({ method: 'POST', path: 'consent-withdrawals', body: { consentId } })
            }
          />
        </div>
      ))}
      {consents.isSuccess &&
        texts.isSuccess &&
        open.map((purpose) => (
          <button
            key={purpose}
            type="button"
            className="button"
            disabled={!ready || busy}
            onClick={() => give(purpose)}
            data-testid={`behalf-give-${purpose}`}
          >
            {t('desk.onBehalf.give', { what: words(purpose) })}
          </button>
        ))}
      <FailureNotice failure={consents.error ?? failure} />
    </section>
  );
}

/** What goes with a consent and does not come back. */
const lossOf: Partial<Record<Purpose, 'withdrawMeaning' | 'healthMeaning'>> = {
  guardian: 'withdrawMeaning',
  under_14: 'withdrawMeaning',
  health: 'healthMeaning',
};

function Withdrawing({
  purpose,
  disabled,
  onWithdraw,
}: {
  purpose: Purpose;
  disabled: boolean;
  onWithdraw: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const loss = lossOf[purpose];
  const words = t('desk.onBehalf.withdraw');
  return (
    <>
      <button
        type="button"
        className="button"
        disabled={disabled}
        onClick={() => (loss === undefined ? onWithdraw() : setAsking(true))}
        data-testid={`behalf-withdraw-${purpose}`}
      >
        {words}
      </button>
      {asking && loss !== undefined && (
        <ConfirmDialog
          title={t('desk.onBehalf.withdrawTitle', { what: t(`desk.onBehalf.purpose.${purpose}`) })}
          confirm={words}
          busy={disabled}
          danger
          onConfirm={() => {
            // Whether it worked is said on the page.
            setAsking(false);
            onWithdraw();
          }}
          onClose={() => setAsking(false)}
        >
          <p>{t(`desk.onBehalf.${loss}`)}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
