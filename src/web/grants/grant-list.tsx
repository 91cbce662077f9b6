import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { Icon } from '../shared/icons.tsx';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { ask } from '../shared/session.ts';
import type { RoleGrant } from './contract.ts';
import { type Filter, GrantFilter, noFilter } from './grant-filter.tsx';
import { StateTag, useTerm } from './grant-terms.tsx';

export function GrantList({ gives, resets }: { gives: boolean; resets: boolean }): ReactNode {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(noFilter);
  return (
    <Page title={t('grants.title')}>
      <p>{t('grants.what')}</p>
      {resets && <OnlyOneWarning />}
      {gives && (
        <a className="button button-main" href="#/grants/new" data-testid="give-role">
          {t('grants.give')}
        </a>
      )}
      {resets && (
        <a className="button" href="#/grants/reset" data-testid="reset-credentials">
          {t('grants.reset.title')}
        </a>
      )}
      <GrantFilter filter={filter} onApply={setFilter} />
      {filter.phone === '' ? <Listed filter={filter} /> : <Found phone={filter.phone} />}
    </Page>
  );
}

function Listed({ filter: { role, inForce } }: { filter: Filter }): ReactNode {
  const query = new URLSearchParams({
    ...{ view: 'area', ...(role && { role }), ...(inForce && { inForce: 'true' }) },
  }).toString();
  const list = usePages<RoleGrant>(['role-grants', query], `/v1/role-grants?${query}`);
  return (
    <>
      <Cards items={list.data?.pages.flatMap((page) => page.items)} />
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </>
  );
}

/** The phone goes in the body: addresses are kept in too many places. */
function Found({ phone }: { phone: string }): ReactNode {
  const found = useQuery({
    queryKey: ['role-grants', 'phone', phone],
    queryFn: () =>
      ask<{ items: RoleGrant[] }>('POST', '/v1/role-grant-searches', { body: { phone } }),
  });
  return (
    <>
      {!found.isError && <Cards items={found.data?.items} />}
      <FailureNotice failure={found.error} />
    </>
  );
}

function Cards({ items }: { items: RoleGrant[] | undefined }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {items === undefined && <Loading />}
      {items?.length === 0 && <p>{t('grants.none')}</p>}
      <div className="cards" data-testid="grants">
        {items?.map((grant) => (
          <GrantCard key={grant.id} grant={grant} />
        ))}
      </div>
    </>
  );
}

/** Nobody could help the only one who loses phone and recovery codes, but at the console. */
function OnlyOneWarning(): ReactNode {
  const { t } = useTranslation();
  const query = 'view=area&role=security_administrator&inForce=true';
  const holders = useQuery({
    queryKey: ['role-grants', query],
    queryFn: () => ask<{ items: RoleGrant[] }>('GET', `/v1/role-grants?${query}`),
  });
  const people = new Set(holders.data?.items.map(({ person }) => person.id));
  if (people.size !== 1) return null;
  return <Notice tone="warning" title={t('grants.onlyOne')} testId="only-one" />;
}

function GrantCard({ grant }: { grant: RoleGrant }): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const term = useTerm();
  const { phone, name } = grant.person;
  return (
    <section className="card" data-testid={`grant-${grant.id}`}>
      <span className="card-head">
        <h2>{grant.name[currentLanguage()]}</h2>
        <StateTag state={grant.state} />
      </span>
      <span className="line">
        <Icon name="home" />
        {grant.scopeName}
      </span>
      <span className="line">
        <Icon name="people" />
        {name === null ? phone : `${name} ${phone}`}
      </span>
      <span className="line">
        <Icon name="time" />
        {term(grant)}
      </span>
      {grant.mayRevoke && (
        <button
          type="button"
          className="button"
          onClick={() => setAsking(true)}
          data-testid={`revoke-${grant.id}`}
        >
          {t('grants.revoke')}
        </button>
      )}
      {asking && <Revocation grant={grant} onClose={() => setAsking(false)} />}
    </section>
  );
}

function Revocation({ grant, onClose }: { grant: RoleGrant; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => ask<RoleGrant>('DELETE', `/v1/role-grants/${grant.id}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['role-grants'] });
      onClose();
    },
  });
  const { phone } = grant.person;
  const words = { phone, role: grant.name[currentLanguage()], scope: grant.scopeName };
  return (
    <ConfirmDialog
      title={t('grants.revokeTitle')}
      confirm={t('grants.revoke')}
      busy={revoke.isPending}
      danger
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <p>{t('grants.revokeMeaning', words)}</p>
      <FailureNotice failure={revoke.error} />
    </ConfirmDialog>
  );
}
