import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskVolunteer } from '../registration/contract.ts';
import { day } from '../shared/format.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';

/** Whether only community and street see somebody. Why is asked nowhere. */
export function Protection({
  volunteer: { id, protectedSince },
}: {
  volunteer: DeskVolunteer;
}): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const isProtected = protectedSince !== null;
  const change = useMutation({
    mutationFn: () => ask<void>(isProtected ? 'DELETE' : 'PUT', `/v1/volunteers/${id}/protection`),
    onSettled: () => client.invalidateQueries({ queryKey: ['volunteer', id] }),
  });
  return (
    <details className="card" data-testid="protection">
      <summary>{t('desk.protection.title')}</summary>
      <p>{t('desk.protection.meaning')}</p>
      {isProtected && (
        <p data-testid="protected">{t('desk.protection.since', { day: day(protectedSince) })}</p>
      )}
      <FailureNotice failure={change.error} />
      <button
        type="button"
        className="button"
        disabled={change.isPending}
        onClick={() => change.mutate()}
        data-testid={isProtected ? 'lift' : 'protect'}
      >
        {t(isProtected ? 'desk.protection.lift' : 'desk.protection.protect')}
      </button>
    </details>
  );
}
