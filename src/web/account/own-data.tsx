import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import type { Consent } from '../registration/contract.ts';
import { useConsentTexts } from '../registration/use-lists.ts';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { saveFile } from '../shared/save-file.ts';
import { ask, renew } from '../shared/session.ts';

/** What is kept about oneself: what one agreed to, all of it to take away, and the way out. */
export function OwnData(): ReactNode {
  const { t } = useTranslation();
  const download = useMutation({ mutationFn: downloadOwnData });
  return (
    <section className="card form" data-testid="own-data">
      <h2>{t('account.data.title')}</h2>
      <Consents />
      <button
        type="button"
        className="button"
        disabled={download.isPending}
        onClick={() => download.mutate()}
        data-testid="download-data"
      >
        {download.isPending ? t('shared.sending') : t('account.data.download')}
      </button>
      <FailureNotice failure={download.error} />
      <Leave />
    </section>
  );
}

function Consents(): ReactNode {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['consents'],
    queryFn: async () => (await ask<{ items: Consent[] }>('GET', '/v1/consents')).items,
  });
  const inForce = data?.filter(({ withdrawnAt }) => withdrawnAt === null) ?? [];
  return (
    <>
      {data !== undefined && inForce.length === 0 && <p>{t('account.data.noConsents')}</p>}
      {inForce.map((consent) => (
        <ConsentItem key={consent.id} consent={consent} />
      ))}
    </>
  );
}

function ConsentItem({ consent: { id, purpose } }: { consent: Consent }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const texts = useConsentTexts();
  const withdraw = useMutation({
    mutationFn: () => ask<void>('DELETE', `/v1/consents/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents'] }),
  });
  return (
    <div data-testid={`consent-${purpose}`}>
      <h3>{t(`registration.consent.${purpose}`)}</h3>
      <p>{texts.data?.get(purpose)?.text[currentLanguage()]}</p>
      <button
        type="button"
        className="button"
        disabled={withdraw.isPending}
        onClick={() => withdraw.mutate()}
        data-testid={`withdraw-${purpose}`}
      >
        {t('account.data.withdraw')}
      </button>
      <FailureNotice failure={withdraw.error} />
    </div>
  );
}

function Leave(): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const leave = useMutation({
    mutationFn: () => ask<void>('DELETE', '/v1/me'),
    // There is no session any more, and the pages say so.
    onSuccess: renew,
  });
  return (
    <>
      <button
        type="button"
        className="button button-danger"
        onClick={() => setAsking(true)}
        data-testid="leave"
      >
        {t('account.data.leave')}
      </button>
      {asking && (
        <ConfirmDialog
          title={t('account.data.leave')}
          confirm={t('account.data.leaveYes')}
          busy={leave.isPending}
          danger
          onConfirm={() => leave.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('account.data.leaveMeaning')}</p>
          <FailureNotice failure={leave.error} />
        </ConfirmDialog>
      )}
    </>
  );
}

/** As a file that people can open and keep. */
async function downloadOwnData(): Promise<void> {
  const data = await ask<unknown>('GET', '/v1/me/data');
  const file = new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' });
  saveFile(file, 'linli-my-data.json');
}
