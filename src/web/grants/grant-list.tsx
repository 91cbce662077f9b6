import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { day } from '../shared/format.ts';
import { Icon } from '../shared/icons.tsx';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { ask } from '../shared/session.ts';
import type { RoleGrant } from './contract.ts';

export function GrantList({ gives, resets }: { gives: boolean; resets: boolean }): ReactNode {
  const { t } = useTranslation();
  const list = usePages<RoleGrant>(['role-grants'], '/v1/role-grants?view=area');
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('grants.title')}>
      <p>{t('grants.what')}</p>
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
      {list.isPending && <Loading />}
      {list.isSuccess && items.length === 0 && <p>{t('grants.none')}</p>}
      <div className="cards" data-testid="grants">
        {items.map((grant) => (
          <GrantCard key={grant.id} grant={grant} />
        ))}
      </div>
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </Page>
  );
}

function GrantCard({ grant }: { grant: RoleGrant }): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { validFrom, validTo } = grant;
  const dates =
    validTo === null
      ? t('grants.from', { from: day(validFrom) })
      : t('grants.fromTo', { from: day(validFrom), to: day(validTo) });
  return (
    <section className="card" data-testid={`grant-${grant.id}`}>
      <span className="card-head">
        <h2>{grant.name[currentLanguage()]}</h2>
        {grant.revoked && <span className="tag tag-bad">{t('grants.revoked')}</span>}
      </span>
      <span className="line">
        <Icon name="home" />
        {grant.scopeName}
      </span>
      <span className="line">
        <Icon name="people" />
        {grant.person.phone}
      </span>
      <span className="line">
        <Icon name="time" />
        {dates}
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
