import type { InfiniteData } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTerm } from '../grants/grant-terms.tsx';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { Segments } from '../shared/segments.tsx';
import type { Coverage } from './station-contract.ts';

type Community = Coverage['items'][number];

/** Which communities of a desk's area have a liaison officer (志愿服务联系员), who and until when, and which have none yet. */
export function LiaisonCoverage(): ReactNode {
  const { t } = useTranslation();
  const [shown, setShown] = useState<'missing' | 'all'>('missing');
  const query = shown === 'missing' ? '?missing=true' : '';
  const path = `/v1/liaison-coverage${query}`;
  const list = usePages<Community>(['liaison-coverage', shown], path, 50);
  const pages = (list.data as InfiniteData<Coverage> | undefined)?.pages ?? [];
  const [whole] = pages;
  return (
    <Page title={t('organisations.coverage.title')} back="#/administration">
      {list.isPending && <Loading />}
      {whole !== undefined && (
        <>
          <section className="card">
            <dl className="figures" data-testid="coverage">
              {(['communities', 'covered', 'missing'] as const).map((figure) => (
                <div key={figure}>
                  <dt>{t(`organisations.coverage.${figure}`)}</dt>
                  <dd>{whole[figure]}</dd>
                </div>
              ))}
            </dl>
            <ul className="rows">
              {whole.parts.map(({ region, regionName, communities, covered }) => (
                <li key={region} className="row">
                  <span className="row-name">{regionName}</span>
                  <span className="row-state">
                    {covered} / {communities}
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <section className="card">
            <h2>{t('organisations.coverage.list')}</h2>
            <Segments
              label={t('organisations.coverage.list')}
              chosen={shown}
              onChoose={setShown}
              options={(['missing', 'all'] as const).map((value) => ({
                ...{ value, words: t(`organisations.coverage.show.${value}`) },
              }))}
            />
            {shown === 'missing' && whole.missing === 0 && <p>{t('organisations.coverage.all')}</p>}
            <ul className="rows" data-testid="communities">
              {pages
                .flatMap(({ items }) => items)
                .map((community) => (
                  <CommunityRow key={community.region} community={community} />
                ))}
            </ul>
          </section>
        </>
      )}
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </Page>
  );
}

function CommunityRow({
  community: { regionName, officers },
}: {
  community: Community;
}): ReactNode {
  const term = useTerm();
  return (
    <li className="row">
      <span className="row-name">{regionName}</span>
      {officers.map(({ id, phone, from, to }) => (
        <span key={id} className="row-state">
          {phone} · {term({ validFrom: from, validTo: to })}
        </span>
      ))}
    </li>
  );
}
