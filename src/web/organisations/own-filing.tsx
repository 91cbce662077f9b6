import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import { CasePeople } from './case-people.tsx';
import type { Filing } from './contract.ts';
import { FilingFacts } from './filing-facts.tsx';
import { FilingNumber, useFiling } from './filing-page.tsx';

/** What became of one's own application, whose turn it is, and what one can do now. */
export function OwnFiling({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useFiling(id);
  if (data === undefined)
    return (
      <Page title={t('organisations.groups.title')} back="#/groups">
        {error === null ? (
          <Loading />
        ) : (
          <FailureNotice failure={error} retry={() => void refetch()} />
        )}
      </Page>
    );
  const { state, dueOn, reason } = data;
  const tone = state === 'filed' ? 'done' : state === 'rejected' ? 'refused' : 'info';
  return (
    <Page title={data.name} back="#/groups">
      <Notice
        tone={state === 'returned' ? 'warning' : tone}
        title={t(`organisations.filing.state.${state}`)}
        testId={`filing-${state}`}
      >
        <p>{t(`organisations.filing.next.${state}`, { day: dueOn ?? '' })}</p>
        {reason !== null && <p className="written">{reason}</p>}
        {state === 'returned' && data.own && (
          <a className="button button-main" href={`#/groups/filings/${id}/mend`} data-testid="mend">
            {t('organisations.groups.mend')}
          </a>
        )}
      </Notice>
      {state === 'filed' && <FilingNumber filing={data} />}
      <FilingFacts filing={data} />
      <section className="card">
        <h2>{t('organisations.people.title')}</h2>
        <CasePeople filing={data} />
      </section>
      {(data.own || data.may.includes('filing.change')) && <Withdrawal filing={data} />}
    </Page>
  );
}

const open: Filing['state'][] = ['community_review', 'street_review', 'returned'];

function Withdrawal({ filing: { id, state } }: { filing: Filing }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const withdraw = useMutation({
    mutationFn: () => ask<Filing>('POST', `/v1/filings/${id}/withdrawals`),
    onSuccess: async () => {
      setAsking(false);
      await client.invalidateQueries({ queryKey: ['filing', id] });
      await client.invalidateQueries({ queryKey: ['filings'] });
    },
  });
  if (!open.includes(state)) return null;
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => setAsking(true)}
        data-testid="withdraw"
      >
        {t('organisations.groups.withdraw')}
      </button>
      {asking && (
        <ConfirmDialog
          title={t('organisations.groups.withdraw')}
          confirm={t('organisations.groups.withdraw')}
          busy={withdraw.isPending}
          danger
          onConfirm={() => withdraw.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('organisations.groups.withdrawMeaning')}</p>
          <FailureNotice failure={withdraw.error} />
        </ConfirmDialog>
      )}
    </>
  );
}
