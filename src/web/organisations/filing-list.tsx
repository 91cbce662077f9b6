import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../shared/contract.ts';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { useRoute } from '../shared/route.ts';
import { Segments } from '../shared/segments.tsx';
import type { FilingSummary } from './contract.ts';
import { FilingCard } from './filing-card.tsx';
import { NameSearch } from './name-search.tsx';

type View = 'review' | 'overdue' | 'area';

/** Applications on a desk: what waits for it, what is late, or all of its area. */
export function FilingList({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const reviews = person.may.some(
    (action) => action === 'filing.first_review' || action === 'filing.decide',
  );
  const views: View[] = reviews ? ['review', 'overdue', 'area'] : ['overdue', 'area'];
  const { query } = useRoute();
  const asked = views.find((one) => one === query.get('view'));
  const [view, setView] = useState<View>(asked ?? views[0]!);
  const [name, setName] = useState('');
  return (
    <Page title={t('organisations.filing.title')} back="#/administration">
      <Segments
        label={t('organisations.filing.title')}
        chosen={view}
        onChoose={setView}
        options={views.map((value) => ({ value, words: t(`organisations.filing.view.${value}`) }))}
      />
      {view === 'area' && (
        <NameSearch
          label={t('organisations.filing.search')}
          onSearch={setName}
          testId="filing-name"
        />
      )}
      <List key={`${view} ${name}`} view={view} name={view === 'area' ? name : ''} />
    </Page>
  );
}

const queries: Record<View, string> = {
  review: 'view=review',
  overdue: 'view=area&overdue=true',
  area: 'view=area',
};

function List({ view, name }: { view: View; name: string }): ReactNode {
  const { t } = useTranslation();
  const query = name === '' ? '' : `&name=${encodeURIComponent(name)}`;
  const list = usePages<FilingSummary>(
    ['filings', view, name],
    `/v1/filings?${queries[view]}${query}`,
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="cards" data-testid={`filings-${view}`}>
      {list.isPending && <Loading />}
      {list.isSuccess && items.length === 0 && <p>{t('organisations.filing.none')}</p>}
      {items.map((filing) => (
        <FilingCard
          key={filing.id}
          filing={filing}
          href={`#/administration/filings/${filing.id}`}
        />
      ))}
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </div>
  );
}
