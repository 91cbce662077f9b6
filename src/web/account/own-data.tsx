import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { saveFile } from '../shared/save-file.ts';
import { ask, endAsLeft } from '../shared/session.ts';
import { ConfirmIdentity, wantsConfirmation } from './confirm-identity.tsx';
import { Consents } from './consents.tsx';

/** What is kept about oneself: what one agreed to, all of it to take away, and the way out. */
export function OwnData({ byAuthenticator }: { byAuthenticator: boolean }): ReactNode {
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
      {wantsConfirmation(download.error) ? (
        <ConfirmIdentity byAuthenticator={byAuthenticator} onConfirmed={() => download.mutate()} />
      ) : (
        <FailureNotice failure={download.error} />
      )}
      <Leave byAuthenticator={byAuthenticator} />
    </section>
  );
}

function Leave({ byAuthenticator }: { byAuthenticator: boolean }): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const leave = useMutation({
    mutationFn: () => ask<void>('DELETE', '/v1/me'),
    onSuccess: endAsLeft,
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
          {wantsConfirmation(leave.error) ? (
            <ConfirmIdentity byAuthenticator={byAuthenticator} onConfirmed={() => leave.mutate()} />
          ) : (
            <FailureNotice failure={leave.error} />
          )}
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
