import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Wards } from '../registration/wards.tsx';
import type { Activity, Balance, Me, Page as PageOf } from '../shared/contract.ts';
import { minutesInWords, pointsInWords } from '../shared/format.ts';
import { Icon } from '../shared/icons.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import { ActivityCard } from './activity-card.tsx';

const shownActivities = 2;

export function Home({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const name = person.volunteer?.name ?? person.phone ?? '';
  return (
    <Page title={t('volunteer.home.greeting', { name })}>
      <Wards />
      <BalanceCard number={person.volunteer?.number ?? ''} />
      <a className="button button-main pay-button" href="#/pay-code" data-testid="show-pay-code">
        <Icon name="code" />
        {t('volunteer.home.showPayCode')}
      </a>
      <Coming />
      <a className="button button-wide" href="#/stations" data-testid="find-station">
        {t('organisations.stations.directory')}
      </a>
    </Page>
  );
}

function BalanceCard({ number }: { number: string }): ReactNode {
  const { t } = useTranslation();
  const balance = useQuery({
    queryKey: ['balance'],
    queryFn: () => ask<Balance>('GET', '/v1/volunteers/me/balance'),
    refetchInterval: 15_000,
  });
  if (balance.error !== null && balance.data === undefined) {
    return <FailureNotice failure={balance.error} retry={() => void balance.refetch()} />;
  }
  const held = balance.data;
  return (
    <section className="balance" aria-busy={held === undefined} data-testid="balance">
      <dl>
        <div>
          <dt>{t('volunteer.home.points')}</dt>
          <dd data-testid="balance-points">
            {held === undefined ? '…' : pointsInWords(held.centipoints)}
          </dd>
        </div>
        <div>
          <dt>{t('volunteer.home.hours')}</dt>
          <dd data-testid="balance-hours">
            {held === undefined ? '…' : minutesInWords(held.minutes)}
          </dd>
        </div>
      </dl>
      <p>{t('volunteer.home.number', { number })}</p>
    </section>
  );
}

function Coming(): ReactNode {
  const { t } = useTranslation();
  const mine = useQuery({
    queryKey: ['activities', 'mine', 'home'],
    queryFn: () => ask<PageOf<Activity>>('GET', '/v1/activities?view=mine&limit=20'),
  });
  const coming = (mine.data?.items ?? [])
    .filter(({ state, mine }) => state !== 'closed' && mine !== null && mine.state !== 'cancelled')
    .sort((one, other) => one.startsAt.localeCompare(other.startsAt))
    .slice(0, shownActivities);
  return (
    <section className="cards">
      <h2>{t('volunteer.home.coming')}</h2>
      {mine.isPending && <Loading rows={1} />}
      <FailureNotice failure={mine.error} retry={() => void mine.refetch()} />
      {coming.map((activity) => (
        <ActivityCard key={activity.id} activity={activity} heading="h3" />
      ))}
      {mine.isSuccess && coming.length === 0 && <p>{t('volunteer.home.noneComing')}</p>}
      <a className="button button-wide" href="#/activities" data-testid="find-activities">
        {t('volunteer.home.find')}
      </a>
    </section>
  );
}
