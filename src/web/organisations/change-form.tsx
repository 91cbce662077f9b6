import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import { caseOf, type Standing } from './filing-case.ts';
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
              ...{ before: data, isChange: data.subject === 'change' },
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
    queryFn: () => ask<Standing>('GET', `/v1/organisations/${organisationId}/filing`),
  });
  return (
    <Page title={t('organisations.groups.change')} back="#/groups">
      {data === undefined && error === null && <Loading />}
      <FailureNotice failure={error} retry={() => void refetch()} />
      {data && data.change !== null && (
        <Notice tone="info" title={t('organisations.groups.changeOpen')} testId="change-open">
          <a className="button" href={`#/groups/filings/${data.change.id}`}>
            {t('organisations.groups.look')}
          </a>
        </Notice>
      )}
      {data && data.change === null && (
        <FilingForm
          owner={owner}
          purpose={{
            ...{ key: `linli.change.${organisationId}`, method: 'POST' },
            path: `/v1/organisations/${organisationId}/changes`,
            ...{ before: caseOf(data.filed), isChange: true },
          }}
        />
      )}
    </Page>
  );
}
