import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import type { Consent, ConsentText, Purpose } from '../registration/contract.ts';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { day } from '../shared/format.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { ask, renew } from '../shared/session.ts';

/** What one has agreed to, in the words of then, each to be taken back; and what was taken back before. */
export function Consents(): ReactNode {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['consents'],
    queryFn: async () => (await ask<{ items: Consent[] }>('GET', '/v1/consents')).items,
  });
  const inForce = data?.filter(({ withdrawnAt }) => withdrawnAt === null) ?? [];
  const earlier = data?.filter(({ withdrawnAt }) => withdrawnAt !== null) ?? [];
  return (
    <>
      {data !== undefined && inForce.length === 0 && <p>{t('account.data.noConsents')}</p>}
      {inForce.map((consent) => (
        <ConsentItem key={consent.id} consent={consent} />
      ))}
      {earlier.length > 0 && (
        <details data-testid="earlier-consents">
          <summary>{t('account.data.earlier')}</summary>
          {earlier.map(({ id, purpose, givenAt, withdrawnAt }) => (
            <p key={id}>
              {t(`registration.consent.${purpose}`)}{' '}
              <span className="soft">
                {t('account.data.agreedAt', { day: day(givenAt) })}{' '}
                {t('account.data.withdrawnAt', { day: day(withdrawnAt!) })}
              </span>
            </p>
          ))}
        </details>
      )}
    </>
  );
}

/** Without these nobody of that age serves. */
const ends: Purpose[] = ['guardian', 'under_14'];

function ConsentItem({ consent }: { consent: Consent }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { id, purpose, textVersion, givenAt } = consent;
  const [asking, setAsking] = useState(false);
  const text = useQuery({
    queryKey: ['consent-text', purpose, textVersion],
    queryFn: () => ask<ConsentText>('GET', `/v1/consent-texts/${purpose}/${textVersion}`),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isEnd = ends.includes(purpose);
  const withdraw = useMutation({
    mutationFn: () => ask<void>('DELETE', `/v1/consents/${id}`),
    onSuccess: () => (isEnd ? renew() : undefined),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents'] }),
  });
  const what = t(`registration.consent.${purpose}`);
  return (
    <div data-testid={`consent-${purpose}`}>
      <h3>{what}</h3>
      <p>{text.data?.text[currentLanguage()]}</p>
      <p className="soft">{t('account.data.agreedAt', { day: day(givenAt) })}</p>
      <button
        type="button"
        className="button"
        onClick={() => setAsking(true)}
        data-testid={`withdraw-${purpose}`}
      >
        {t('account.data.withdraw')}
      </button>
      {asking && (
        <ConfirmDialog
          title={t('account.data.withdrawTitle', { what })}
          confirm={t('account.data.withdraw')}
          busy={withdraw.isPending}
          danger={isEnd}
          onConfirm={() => withdraw.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t(`account.data.${isEnd ? 'withdrawEnds' : 'withdrawMeaning'}`)}</p>
          <FailureNotice failure={withdraw.error} />
        </ConfirmDialog>
      )}
    </div>
  );
}
