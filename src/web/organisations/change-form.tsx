import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { askAll } from '../shared/query.ts';
import { ask } from '../shared/session.ts';
import type { Filing, FilingSummary } from './contract.ts';
import { FilingForm } from './filing-form.tsx';
import { useFiling } from './filing-page.tsx';

/** What was sent back, to be sent again. */
export function MendForm({ id, owner }: { id: string; owner: string }): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useFiling(id);
  return (
    <Page title={t('organisations.groups.mend')} back={`#/groups/filings/${id}`}>
      {data === undefined && error === null && <Loading />}
      <FailureNotice failure={error} retry={() => void refetch()} />
      {data !== undefined && (
        <>
          {data.reason !== null && (
            <Notice tone="warning" title={t('organisations.filing.reason')}>
              <p className="written">{data.reason}</p>
            </Notice>
          )}
          <FilingForm
            owner={owner}
            purpose={{
              ...{ key: `linli.filing.${id}`, method: 'PUT', path: `/v1/filings/${id}` },
              before: data,
            }}
          />
        </>
      )}
    </Page>
  );
}

/** A change of what is filed, beginning with what stands now. */
export function ChangeForm({
  organisationId,
  owner,
}: {
  organisationId: string;
  owner: string;
}): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['filings', 'standing', organisationId],
    queryFn: () => standing(organisationId),
  });
  return (
    <Page title={t('organisations.groups.change')} back="#/groups">
      {data === undefined && error === null && <Loading />}
      <FailureNotice failure={error} retry={() => void refetch()} />
      {data === null && <Notice tone="warning" title={t('organisations.groups.notYours')} />}
      {data && (
        <FilingForm
          owner={owner}
          purpose={{
            ...{ key: `linli.change.${organisationId}`, method: 'POST' },
            path: `/v1/organisations/${organisationId}/changes`,
            before: data,
          }}
        />
      )}
    </Page>
  );
}

/** The newest of one's own applications that was filed: only they show their people. */
async function standing(organisationId: string): Promise<Filing | null> {
  const mine = await askAll<FilingSummary>('/v1/filings', 'view=mine&state=filed');
  const last = mine.filter((filing) => filing.organisationId === organisationId).at(-1);
  return last === undefined ? null : ask<Filing>('GET', `/v1/filings/${last.id}`);
}
