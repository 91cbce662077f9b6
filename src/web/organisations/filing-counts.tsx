import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import type { FilingStatistics, FilingSums } from './contract.ts';

/** How many applications there are in a city or district, and how many wait for longer than they should. */
export function FilingCounts(): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['filings', 'counts'],
    queryFn: () => ask<FilingStatistics>('GET', '/v1/filing-statistics'),
  });
  return (
    <Page title={t('organisations.filing.counts.title')} back="#/administration">
      {data === undefined && error === null && <Loading />}
      <FailureNotice failure={error} retry={() => void refetch()} />
      {data !== undefined && <Counts counts={data} />}
    </Page>
  );
}

function Counts({
  counts: { regionName, divisions, states, types, ...sums },
}: {
  counts: FilingStatistics;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <section className="card">
        <h2>{regionName}</h2>
        <dl className="figures" data-testid="filing-sums">
          {(['applications', 'overdue'] as const).map((figure) => (
            <div key={figure}>
              <dt>{t(`organisations.filing.counts.${figure}`)}</dt>
              <dd>{sums[figure]}</dd>
            </div>
          ))}
        </dl>
      </section>
      <Part
        part="divisions"
        rows={divisions.map(({ region, regionName: words, ...rest }) => ({
          ...{ key: region, words, ...rest },
        }))}
      />
      <Part
        part="states"
        rows={states.map((one) => ({ ...one, words: t(`organisations.filing.state.${one.key}`) }))}
      />
      <Part
        part="types"
        rows={types.map((one) => ({ ...one, words: t(`organisations.type.${one.key}`) }))}
      />
    </>
  );
}

function Part({
  part,
  rows,
}: {
  part: 'divisions' | 'states' | 'types';
  rows: ({ key: string; words: string } & FilingSums)[];
}): ReactNode {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  return (
    <section className="card">
      <h2>{t(`organisations.filing.counts.by.${part}`)}</h2>
      <ul className="rows" data-testid={`filing-${part}`}>
        {rows.map(({ key, words, applications, overdue }) => (
          <li key={key} className="row">
            <span className="row-name">{words}</span>
            {overdue > 0 && (
              <span className="tag tag-bad">
                {t('organisations.filing.counts.late', { count: overdue })}
              </span>
            )}
            <span className="row-state">{applications}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
