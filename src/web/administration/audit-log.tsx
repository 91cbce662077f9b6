import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Text } from '../shared/contract.ts';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { useRoute } from '../shared/route.ts';
import { ask } from '../shared/session.ts';
import { type Entry, EntryCard } from './audit-entry.tsx';
import { AuditFilter, type Filter, noFilter, queryOf } from './audit-filter.tsx';
import { AuditFind } from './audit-find.tsx';
import { AuditVerification } from './audit-verification.tsx';

/** The log for auditors, newest first: by what was done, to what, by whom and when. */
export function AuditLog(): ReactNode {
  const { t } = useTranslation();
  const { query: asked } = useRoute();
  const [filter, setFilter] = useState({ ...noFilter, objectId: asked.get('object') ?? '' });
  const actions = useQuery({
    queryKey: ['audit-actions'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () =>
      (await ask<{ items: { action: string; words: Text }[] }>('GET', '/v1/audit-actions')).items,
  });
  const query = queryOf(filter);
  const list = usePages<Entry>(['audit-entries', query], `/v1/audit-entries?${query}`);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const narrow = (part: Partial<Filter>): void => {
    setFilter({ ...noFilter, ...part });
    scrollTo(0, 0);
  };
  return (
    <Page title={t('desk.audit.title')} back="#/administration" wide>
      <p>{t('desk.audit.what')}</p>
      <AuditVerification />
      <AuditFind onNarrow={narrow} />
      <AuditFilter key={query} filter={filter} actions={actions.data ?? []} onApply={setFilter} />
      {list.isPending && <Loading />}
      {list.isSuccess && items.length === 0 && <p>{t('desk.audit.none')}</p>}
      <div className="cards" data-testid="audit-entries">
        {items.map((entry) => (
          <EntryCard key={entry.id} entry={entry} onNarrow={narrow} />
        ))}
      </div>
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </Page>
  );
}
