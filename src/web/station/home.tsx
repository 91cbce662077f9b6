import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ActivityStateTag } from '../shared/activity-state.tsx';
import type { Activity } from '../shared/contract.ts';
import { span } from '../shared/format.ts';
import { Icon } from '../shared/icons.tsx';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { RestingStations, useOwnStations } from './own-stations.tsx';

export function StationHome(): ReactNode {
  const { t } = useTranslation();
  const list = usePages<Activity>(['activities', 'station'], '/v1/activities?view=organised');
  const { resting, maySubmit } = useOwnStations();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('station.home.title')} wide>
      <RestingStations stations={resting} />
      {maySubmit && (
        <a
          className="button button-main publish-link"
          href="#/station/publish"
          data-testid="publish-activity"
        >
          {t('station.home.publish')}
        </a>
      )}
      {list.isPending && <Loading />}
      {list.isSuccess && items.length === 0 && <p>{t('station.home.none')}</p>}
      <div className="cards station-activities" data-testid="station-activities">
        {items.map((activity) => (
          <StationActivityCard key={activity.id} activity={activity} />
        ))}
      </div>
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </Page>
  );
}

function StationActivityCard({ activity }: { activity: Activity }): ReactNode {
  const { t } = useTranslation();
  const { counts, capacity, state, returnReason } = activity;
  return (
    <a
      className="card card-link"
      href={`#/station/activities/${activity.id}`}
      data-testid={`activity-${activity.id}`}
    >
      <span className="card-head">
        <h2>{activity.title}</h2>
        <ActivityStateTag state={state} />
      </span>
      <span className="line">
        <Icon name="time" />
        {span(activity.startsAt, activity.endsAt)}
      </span>
      <span className="line">
        <Icon name="people" />
        {t('station.home.counts', { ...counts, capacity })}
      </span>
      {state === 'returned' && returnReason !== null && (
        <span className="line">
          <Icon name="warning" />
          {t('station.home.returned', { reason: returnReason })}
        </span>
      )}
    </a>
  );
}
