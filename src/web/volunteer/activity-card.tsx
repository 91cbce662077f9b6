import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Activity } from '../shared/contract.ts';
import { span } from '../shared/format.ts';
import { Icon } from '../shared/icons.tsx';
import { MyStateTag } from './my-state.tsx';

/** The whole card is one link: a large target, one thing to do with it. */
export function ActivityCard({
  activity,
  heading: Heading,
}: {
  activity: Activity;
  heading: 'h2' | 'h3';
}): ReactNode {
  const { t } = useTranslation();
  const free = activity.capacity - activity.counts.taken;
  const mine = activity.mine !== null && activity.mine.state !== 'cancelled' ? activity.mine : null;
  return (
    <a
      className="card card-link"
      href={`#/activities/${activity.id}`}
      data-testid={`activity-${activity.id}`}
    >
      <Heading>{activity.title}</Heading>
      <span className="line">
        <Icon name="time" />
        {span(activity.startsAt, activity.endsAt)}
      </span>
      <span className="line">
        <Icon name="place" />
        {activity.place.name}
      </span>
      {mine !== null ? (
        <MyStateTag signUp={mine} />
      ) : (
        <span className="line">
          <Icon name="people" />
          {free > 0 ? t('volunteer.activity.free', { free }) : t('volunteer.activity.full')}
        </span>
      )}
    </a>
  );
}
