import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActivityFacts, RiskNote } from '../shared/activity-facts.tsx';
import { ActivityStateTag } from '../shared/activity-state.tsx';
import type { Activity } from '../shared/contract.ts';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ReturnForm } from '../shared/return-form.tsx';
import { ask } from '../shared/session.ts';
import { useActivity, useCategories } from '../shared/use-activity.ts';

export type Decision = { decision: 'approve' } | { decision: 'return'; reason: string };

const isDecidable = ({ state, may }: Activity): boolean =>
  state === 'pending_review' && may.includes('activity.review');

export function Review({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: activity, error, refetch } = useActivity(id);
  const categories = useCategories();
  const [returning, setReturning] = useState(false);
  const decide = useMutation({
    mutationFn: (body: Decision) =>
      ask<Activity>('POST', `/v1/activities/${id}/approvals`, { body }),
    // The answer is told at the top, and the button was at the bottom.
    onSuccess: () => scrollTo(0, 0),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['activity', id] }),
        client.invalidateQueries({ queryKey: ['activities'] }),
      ]),
  });

  if (activity === undefined) {
    return (
      <Page title={t('administration.review.title')} back="#/administration">
        {error === null ? <Loading /> : <FailureNotice failure={error} retry={refetch} />}
      </Page>
    );
  }
  const category = categories.data?.find(({ code }) => code === activity.category)?.name;
  return (
    <Page title={activity.title} back="#/administration">
      <ActivityStateTag state={activity.state} />
      {decide.isSuccess && (
        <Notice
          tone="done"
          title={t(
            decide.data.state === 'returned'
              ? 'administration.review.returned'
              : 'administration.review.approved',
          )}
          testId="decided"
        />
      )}
      <RiskNote words={activity.riskNote} />
      <section className="card">
        <h2>{t('activity.content')}</h2>
        <p className="written">{activity.content}</p>
      </section>
      <ActivityFacts activity={activity} category={category ?? activity.category} />
      <FailureNotice failure={decide.error} />
      {isDecidable(activity) && !returning && (
        <div className="buttons">
          <button
            type="button"
            className="button"
            onClick={() => setReturning(true)}
            data-testid="return"
          >
            {t('administration.review.return')}
          </button>
          <button
            type="button"
            className="button button-main"
            disabled={decide.isPending}
            onClick={() => decide.mutate({ decision: 'approve' })}
            data-testid="approve"
          >
            {decide.isPending ? t('shared.sending') : t('administration.review.approve')}
          </button>
        </div>
      )}
      {isDecidable(activity) && returning && (
        <ReturnForm
          busy={decide.isPending}
          onReturn={(reason) => decide.mutate({ decision: 'return', reason })}
          onClose={() => setReturning(false)}
        />
      )}
    </Page>
  );
}
