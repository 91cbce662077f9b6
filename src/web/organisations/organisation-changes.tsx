import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../shared/contract.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';
import type { Organisation } from './contract.ts';
import { OrganisationForm } from './organisation-form.tsx';

/** What a body says of itself, mended. What is filed is changed by an application (`change-form.tsx`). */
export function Editing({ organisation }: { organisation: Organisation }): ReactNode {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { id, kind, type, name, state, creditCode, version, may } = organisation;
  const stands = state === 'active' || state === 'suspended';
  if (!may.includes('organisation.edit') || kind === 'filed' || !stands) return null;
  if (!open)
    return (
      <button
        type="button"
        className="button"
        onClick={() => setOpen(true)}
        data-testid="edit-organisation"
      >
        {t('organisations.enter.edit')}
      </button>
    );
  return (
    <OrganisationForm
      before={{ kind, type, name, creditCode: creditCode ?? '', leaderPhone: '' }}
      isNew={false}
      identifies={may.includes('organisation.identify')}
      send={(body) =>
        ask<Organisation>('PUT', `/v1/organisations/${id}`, { body: { ...body, version } })
      }
      onDone={() => setOpen(false)}
      onClose={() => setOpen(false)}
    />
  );
}

const streetDigits = 9;

/** Joining the one hub of the street (枢纽型), or leaving it, also while that is suspended. */
export function HubMembership({ organisation }: { organisation: Organisation }): ReactNode {
  const { t } = useTranslation();
  const { id, type, state, region, hubId, may } = organisation;
  const isMember = type !== 'hub' && may.includes('organisation.join_hub');
  const own = useQuery({
    queryKey: ['organisation', hubId],
    enabled: hubId !== null,
    queryFn: () => ask<Organisation>('GET', `/v1/organisations/${hubId}`),
  });
  const street = region.slice(0, streetDigits);
  const near = useQuery({
    queryKey: ['organisations', 'hub', street],
    enabled: isMember && state === 'active' && hubId === null,
    queryFn: async () => {
      const path = `/v1/organisations?type=hub&state=active&region=${street}`;
      return (await ask<Page<Organisation>>('GET', path)).items[0] ?? null;
    },
  });
  const client = useQueryClient();
  const join = useMutation({
    mutationFn: (to: string | null) =>
      ask<Organisation>('PUT', `/v1/organisations/${id}/hub`, { body: { hubId: to } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['organisation', id] }),
  });
  const has = hubId !== null;
  const hub = has ? own.data : near.data;
  if (!hub || !(has || (isMember && state === 'active'))) return null;
  return (
    <section className="card" data-testid="hub-membership">
      <h2>{t('organisations.type.hub')}</h2>
      <p>
        <a href={`#/organisations/${hub.id}`}>{hub.name}</a>
      </p>
      <FailureNotice failure={join.error} />
      {isMember && (
        <button
          type="button"
          className="button"
          disabled={join.isPending}
          onClick={() => join.mutate(has ? null : hub.id)}
          data-testid={has ? 'leave-hub' : 'join-hub'}
        >
          {t(`organisations.hubMembership.${has ? 'leave' : 'join'}`)}
        </button>
      )}
    </section>
  );
}
