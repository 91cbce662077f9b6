import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Activity } from '../shared/contract.ts';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { Segments } from '../shared/segments.tsx';
import { ActivityCard } from './activity-card.tsx';

type View = 'open' | 'mine';

export function Activities(): ReactNode {
  const { t } = useTranslation();
  const [view, setView] = useState<View>('open');
  return (
    <Page title={t('volunteer.activities.title')}>
      <Segments
        label={t('volunteer.activities.title')}
        chosen={view}
        onChoose={setView}
        options={[
          { value: 'open', words: t('volunteer.activities.open') },
          { value: 'mine', words: t('volunteer.activities.mine') },
        ]}
      />
      <ActivityList key={view} view={view} />
    </Page>
  );
}

function ActivityList({ view }: { view: View }): ReactNode {
  const { t } = useTranslation();
  const list = usePages<Activity>(['activities', view], `/v1/activities?view=${view}`);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="cards" data-testid={`activities-${view}`}>
      {list.isPending && <Loading />}
      {items.map((activity) => (
        <ActivityCard key={activity.id} activity={activity} heading="h2" />
      ))}
      {list.isSuccess && items.length === 0 && <p>{t(`volunteer.activities.none.${view}`)}</p>}
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </div>
  );
}
