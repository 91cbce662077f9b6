import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ActivityFacts, RiskNote } from '../shared/activity-facts.tsx';
import { ActivityStateTag } from '../shared/activity-state.tsx';
import type { Activity, StationSignUp } from '../shared/contract.ts';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { askAll } from '../shared/query.ts';
import { useActivity, useCategories } from '../shared/use-activity.ts';
import { AttendanceList } from './attendance-list.tsx';
import { Publish, ReturnReason } from './publish.tsx';
import { SettleButton } from './settle-button.tsx';
import { SettlementProgress } from './settlement-progress.tsx';
import { SignUps } from './sign-ups.tsx';

const refreshMilliseconds = 5_000;

/** The form of a returned activity, once it is there; somebody else may have mended it meanwhile. */
export function MendActivity({ id }: { id: string }): ReactNode {
  const { data: activity, error, refetch } = useActivity(id, refreshMilliseconds);
  if (activity?.state === 'returned') return <Publish returned={activity} />;
  if (activity) return <StationActivity id={id} />;
  return error === null ? <Loading /> : <FailureNotice failure={error} retry={refetch} />;
}

export function StationActivity({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const { data: activity, error, refetch } = useActivity(id, refreshMilliseconds);
  if (activity === undefined) {
    return (
      <Page title={t('station.activity.title')} back="#/station">
        {error === null ? <Loading /> : <FailureNotice failure={error} retry={refetch} />}
      </Page>
    );
  }
  const isPublic = activity.state === 'published' || activity.state === 'closed';
  return (
    <Page title={activity.title} back="#/station" wide>
      <ActivityStateTag state={activity.state} />
      {activity.state === 'pending_review' && (
        <Notice tone="info" title={t('station.activity.pending')} />
      )}
      {activity.state === 'returned' && <ReturnReason activity={activity} />}
      {activity.state === 'returned' && activity.may.includes('activity.edit') && (
        <a
          className="button button-main"
          href={`#/station/activities/${id}/edit`}
          data-testid="mend-activity"
        >
          {t('station.publish.mend')}
        </a>
      )}
      {activity.settlementId !== null && <SettlementProgress id={activity.settlementId} />}
      {isPublic && activity.may.includes('sign_up.read') && <People activity={activity} />}
      <About activity={activity} />
    </Page>
  );
}

function People({ activity }: { activity: Activity }): ReactNode {
  const { t } = useTranslation();
  const signUps = useQuery({
    queryKey: ['sign-ups', activity.id],
    queryFn: () => askAll<StationSignUp>(`/v1/activities/${activity.id}/sign-ups`),
    refetchInterval: refreshMilliseconds,
    // The clerk comes back from showing the code, and people have come or gone meanwhile.
    refetchOnMount: 'always',
  });
  if (signUps.data === undefined) {
    return signUps.error === null ? (
      <Loading />
    ) : (
      <FailureNotice failure={signUps.error} retry={() => void signUps.refetch()} />
    );
  }
  const isOpen = activity.state === 'published';
  return (
    <div className="columns">
      <SignUps activity={activity} signUps={signUps.data} />
      <section className="card" aria-labelledby="attendance-title">
        <h2 id="attendance-title">{t('station.attendance.title')}</h2>
        {isOpen && activity.may.includes('attendance.show_code') && (
          <div className="buttons">
            {(['check-in', 'check-out'] as const).map((step) => (
              <a
                key={step}
                className="button button-main"
                href={`#/station/activities/${activity.id}/${step}-code`}
                data-testid={`${step}-code`}
              >
                {t(`station.attendance.${step}`)}
              </a>
            ))}
          </div>
        )}
        <AttendanceList signUps={signUps.data} />
        {isOpen && activity.may.includes('settlement.make') && (
          <SettleButton activity={activity} signUps={signUps.data} />
        )}
      </section>
    </div>
  );
}

function About({ activity }: { activity: Activity }): ReactNode {
  const { t } = useTranslation();
  const categories = useCategories();
  const category = categories.data?.find(({ code }) => code === activity.category)?.name;
  return (
    <section className="cards">
      <h2>{t('station.activity.about')}</h2>
      <div className="columns">
        <div className="cards">
          <p className="written">{activity.content}</p>
          <RiskNote words={activity.riskNote} />
        </div>
        <ActivityFacts activity={activity} category={category ?? activity.category} />
      </div>
    </section>
  );
}
