import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Activity } from './contract.ts';
import { span } from './format.ts';
import { Icon } from './icons.tsx';

/** The risk note stands apart and first: 《志愿服务条例》 asks that volunteers are told it. */
export function RiskNote({ words }: { words: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="notice notice-warning" data-testid="risk-note">
      <Icon name="warning" />
      <div>
        <h2>{t('activity.riskNote')}</h2>
        <p className="written">{words}</p>
      </div>
    </section>
  );
}

export function ActivityFacts({
  activity,
  category,
}: {
  activity: Activity;
  category?: string | undefined;
}): ReactNode {
  const { t } = useTranslation();
  const { place, radiusMetres, counts, capacity } = activity;
  const facts: [string, string][] = [
    [t('activity.time'), span(activity.startsAt, activity.endsAt)],
    [t('activity.place'), place.name],
    [t('activity.radius'), t('activity.radiusWords', { metres: radiusMetres })],
    [t('activity.people'), t('activity.peopleWords', { taken: counts.taken, capacity })],
    [t('activity.station'), `${activity.stationName} (${activity.regionName})`],
    [t('activity.number'), activity.number],
  ];
  if (category !== undefined) facts.splice(0, 0, [t('activity.category'), category]);
  return (
    <dl className="facts card">
      {facts.map(([name, words]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
