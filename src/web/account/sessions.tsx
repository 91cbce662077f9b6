import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import type { SessionItem } from '../shared/contract.ts';
import { moment } from '../shared/format.ts';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { ask, signOutEverywhere } from '../shared/session.ts';

/** Where somebody is signed in. */
export function Sessions(): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const list = useQuery({
    queryKey: ['sessions'],
    queryFn: () => ask<{ items: SessionItem[] }>('GET', '/v1/sessions'),
  });
  const everywhere = useMutation({ mutationFn: signOutEverywhere });
  return (
    <section className="where-signed-in">
      <h2>{t('account.sessions.title')}</h2>
      {list.isPending && <Loading />}
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <div className="cards" data-testid="sessions">
        {list.data?.items.map((session) => (
          <SessionCard key={session.id} session={session} />
        ))}
      </div>
      <button
        type="button"
        className="button button-danger"
        onClick={() => setAsking(true)}
        data-testid="sign-out-everywhere"
      >
        {t('account.sessions.everywhere')}
      </button>
      {asking && (
        <ConfirmDialog
          title={t('account.sessions.everywhere')}
          confirm={t('account.sessions.everywhere')}
          busy={everywhere.isPending}
          danger
          onConfirm={() => everywhere.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('account.sessions.everywhereMeaning')}</p>
          <FailureNotice failure={everywhere.error} />
        </ConfirmDialog>
      )}
    </section>
  );
}

function SessionCard({ session }: { session: SessionItem }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => ask<void>('DELETE', `/v1/sessions/${session.id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  const device = session.device ?? t('account.sessions.unknownDevice');
  return (
    <section className="card" data-testid={`session-${session.id}`}>
      <span className="card-head">
        <h3>{deviceInShort(device)}</h3>
        {session.current && <span className="tag">{t('account.sessions.current')}</span>}
      </span>
      <p className="soft">
        {t('account.sessions.since', {
          begun: moment(session.begunAt),
          used: moment(session.lastUsedAt),
          address: session.address ?? '–',
        })}
      </p>
      {!session.current && (
        <button
          type="button"
          className="button"
          disabled={end.isPending}
          onClick={() => end.mutate()}
          data-testid={`end-${session.id}`}
        >
          {t('account.sessions.end')}
        </button>
      )}
      <FailureNotice failure={end.error} />
    </section>
  );
}

/** What people know a device by, out of what a browser calls itself. */
function deviceInShort(device: string): string {
  const browser = /(MicroMessenger|Edg|Firefox|Chrome|Safari)/.exec(device)?.[1];
  const system = /(Android|iPhone|iPad|Windows|Mac OS|HarmonyOS|Linux)/.exec(device)?.[1];
  return [browser, system].filter(Boolean).join(' · ') || device.slice(0, 40);
}
