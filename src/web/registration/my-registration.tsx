import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { ask, renew } from '../shared/session.ts';
import type { Volunteer } from './contract.ts';

export const useMyRegistration = (isThere: boolean) =>
  useQuery({
    queryKey: ['my-registration'],
    queryFn: () => ask<Volunteer>('GET', '/v1/volunteers/me'),
    enabled: isThere,
  });

/** Where one's registration stands, in words. */
export function MyRegistration(): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useMyRegistration(true);
  if (data === undefined)
    return error === null ? (
      <Loading />
    ) : (
      <FailureNotice failure={error} retry={() => void refetch()} />
    );
  const { state, stepsDone, stepsNeeded, reason, guardian, goesOnAs } = data;
  if (goesOnAs !== null)
    return (
      <Notice tone="info" title={t('registration.merged')} testId="registration-merged">
        <p>{t('registration.mergedInto', { number: goesOnAs })}</p>
      </Notice>
    );
  const bad = state === 'rejected' || state === 'revoked' || state === 'suspended';
  return (
    <Notice
      tone={bad ? 'refused' : 'info'}
      title={t(`registration.state.${state}`)}
      testId={`registration-${state}`}
    >
      {state === 'submitted' && (
        <p>{t('registration.step', { step: stepsDone + 1, steps: stepsNeeded })}</p>
      )}
      {state === 'guardian_pending' && guardian !== null && (
        <p>{t('registration.guardianNext', { name: guardian.name, phone: guardian.phone })}</p>
      )}
      {reason !== null && <p className="written">{t('registration.reason', { reason })}</p>}
      {(state === 'submitted' || state === 'guardian_pending') && (
        <button
          type="button"
          className="button"
          onClick={() => void look(refetch)}
          data-testid="look-again"
        >
          {t('registration.lookAgain')}
        </button>
      )}
    </Notice>
  );
}

/** Once approved, the new role is in the next token, and with it the volunteer's pages open. */
async function look(refetch: () => Promise<unknown>): Promise<void> {
  await refetch();
  await renew();
}
