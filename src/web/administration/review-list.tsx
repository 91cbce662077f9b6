import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Activity } from '../shared/contract.ts';
import { span } from '../shared/format.ts';
import { Icon } from '../shared/icons.tsx';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { usePages } from '../shared/query.ts';

/** Activities that wait for this desk. */
export function ReviewList(): ReactNode {
  const { t } = useTranslation();
  const list = usePages<Activity>(['activities', 'review'], '/v1/activities?view=review');
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <h2>{t('administration.list.title')}</h2>
      <p>{t('administration.list.what')}</p>
      {list.isPending && <Loading />}
      {list.isSuccess && items.length === 0 && <p>{t('administration.list.none')}</p>}
      <div className="cards" data-testid="review-list">
        {items.map((activity) => (
          <a
            key={activity.id}
            className="card card-link"
            href={`#/administration/activities/${activity.id}`}
            data-testid={`activity-${activity.id}`}
          >
            <h3>{activity.title}</h3>
            <span className="line">
              <Icon name="home" />
              {activity.stationName}
            </span>
            <span className="line">
              <Icon name="time" />
              {span(activity.startsAt, activity.endsAt)}
            </span>
          </a>
        ))}
      </div>
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </>
  );
}
