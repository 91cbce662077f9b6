import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { day } from '../shared/format.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';
import type { Membership } from './contract.ts';

/** The rosters in which one's own phone stands, and the way out of each. */
export function Memberships(): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['memberships'],
    queryFn: async () => (await ask<{ items: Membership[] }>('GET', '/v1/me/memberships')).items,
  });
  if (error !== null) return <FailureNotice failure={error} retry={() => void refetch()} />;
  if (data === undefined || data.length === 0) return null;
  return (
    <section className="card">
      <h2>{t('organisations.memberships.title')}</h2>
      <ul className="rows" data-testid="memberships">
        {data.map((membership) => (
          <MembershipLine key={membership.id} membership={membership} />
        ))}
      </ul>
    </section>
  );
}

function MembershipLine({
  membership: { id, organisationId, organisationName, name, joinedAt },
}: {
  membership: Membership;
}): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const leave = useMutation({
    mutationFn: () => ask<void>('DELETE', `/v1/me/memberships/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['memberships'] }),
  });
  const words = t('organisations.memberships.leave');
  return (
    <li className="row">
      <span className="row-name">
        <a href={`#/organisations/${organisationId}`}>{organisationName}</a>{' '}
        <span className="soft">
          {name} · {t('organisations.memberships.since', { day: day(joinedAt) })}
        </span>
      </span>
      <button
        type="button"
        className="button row-state"
        onClick={() => setAsking(true)}
        aria-label={`${words} ${organisationName}`}
        data-testid="leave-group"
      >
        {words}
      </button>
      {asking && (
        <ConfirmDialog
          title={t('organisations.memberships.leaveWhich', { name: organisationName })}
          confirm={words}
          busy={leave.isPending}
          danger
          onConfirm={() => leave.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('organisations.members.removeMeaning')}</p>
          <FailureNotice failure={leave.error} />
        </ConfirmDialog>
      )}
    </li>
  );
}
