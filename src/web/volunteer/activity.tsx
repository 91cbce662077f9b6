import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActivityFacts, RiskNote } from '../shared/activity-facts.tsx';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import type { Activity, SignUp, SignUpState } from '../shared/contract.ts';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import { useActivity } from '../shared/use-activity.ts';
import { MyState } from './my-state.tsx';

const refreshMilliseconds = 15_000;
const cancellable: (SignUpState | undefined)[] = ['applied', 'waiting', 'admitted'];

export function ActivityPage({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  // The station admits while the volunteer looks on; the page tells without being reloaded.
  const { data: activity, error, refetch } = useActivity(id, refreshMilliseconds);
  const [cancelling, setCancelling] = useState(false);
  // Where one stands is told at the top, and the button was at the bottom.
  const signUp = useSignUp(id, 'POST', () => scrollTo(0, 0));
  const cancel = useSignUp(id, 'DELETE', () => {
    setCancelling(false);
    scrollTo(0, 0);
  });

  if (activity === undefined) {
    return (
      <Page title={t('volunteer.activity.title')} back="#/activities">
        {error === null ? <Loading /> : <FailureNotice failure={error} retry={refetch} />}
      </Page>
    );
  }
  const mine = activity.mine;
  return (
    <Page title={activity.title} back="#/activities">
      {mine !== null && <MyState signUp={mine} />}
      <AttendanceLinks activity={activity} />
      <RiskNote words={activity.riskNote} />
      <p className="written">{activity.content}</p>
      <ActivityFacts activity={activity} />
      <FailureNotice failure={signUp.error ?? (cancelling ? null : cancel.error)} />
      {activity.state === 'closed' && <p>{t('volunteer.activity.closed')}</p>}
      {activity.state === 'published' && (mine === null || mine.state === 'cancelled') && (
        <button
          type="button"
          className="button button-main button-wide"
          disabled={signUp.isPending}
          onClick={() => signUp.mutate()}
          data-testid="sign-up"
        >
          {signUp.isPending
            ? t('shared.sending')
            : activity.counts.taken < activity.capacity
              ? t('volunteer.activity.signUp')
              : t('volunteer.activity.signUpWaiting')}
        </button>
      )}
      {activity.state === 'published' && cancellable.includes(mine?.state) && (
        <button
          type="button"
          className="button button-danger button-wide"
          onClick={() => setCancelling(true)}
          data-testid="cancel-sign-up"
        >
          {t('volunteer.activity.cancel')}
        </button>
      )}
      {cancelling && (
        <ConfirmDialog
          title={t('volunteer.activity.cancelTitle')}
          confirm={t('volunteer.activity.cancelYes')}
          danger
          busy={cancel.isPending}
          onConfirm={() => cancel.mutate()}
          onClose={() => setCancelling(false)}
        >
          <p>{t('volunteer.activity.cancelMeaning')}</p>
          <FailureNotice failure={cancel.error} />
        </ConfirmDialog>
      )}
    </Page>
  );
}

function AttendanceLinks({ activity }: { activity: Activity }): ReactNode {
  const { t } = useTranslation();
  const state = activity.mine?.state;
  if (state !== 'admitted' && state !== 'checked_in') return null;
  const step = state === 'admitted' ? 'check-in' : 'check-out';
  return (
    <a
      className="button button-main button-wide"
      href={`#/activities/${activity.id}/${step}`}
      data-testid={step}
    >
      {t(state === 'admitted' ? 'volunteer.attend.checkIn' : 'volunteer.attend.checkOut')}
    </a>
  );
}

function useSignUp(id: string, method: 'POST' | 'DELETE', onDone: () => void) {
  const client = useQueryClient();
  const path = method === 'POST' ? 'sign-ups' : 'sign-ups/mine';
  return useMutation({
    mutationFn: () =>
      ask<SignUp>(
        method,
        `/v1/activities/${id}/${path}`,
        method === 'POST' ? { body: {} } : undefined,
      ),
    onSuccess: onDone,
    // Even a refusal («already signed up») means that what is on screen is out of date.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['activity', id] }),
        client.invalidateQueries({ queryKey: ['activities'] }),
      ]),
  });
}
