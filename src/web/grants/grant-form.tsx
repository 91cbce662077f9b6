import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { Choice, Field } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { askAll } from '../shared/query.ts';
import { ask } from '../shared/session.ts';
import type { RoleGrant, RoleKind, RoleScope } from './contract.ts';

const nothing = { phone: '', role: '', scope: '', until: '' };
type Draft = typeof nothing;

/** Gives one of the roles that the person may give, for one of the places that the service offers. */
export function GrantForm({ gives }: { gives: string[] }): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(nothing);
  const give = useGiving(() => setDraft(nothing));
  const refusal = give.error instanceof Refusal ? give.error : null;
  const at = (field: string) => refusal?.at(`/${field}`) ?? null;
  const shownAtField = ['phone', 'scope', 'validTo'].some((field) => at(field) !== null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    give.mutate(draft);
  };
  return (
    <Page title={t('grants.give')} back="#/grants">
      {give.isSuccess && <Given grant={give.data} />}
      <form className="form card" onSubmit={submit}>
        <RoleAndScope gives={gives} draft={draft} onChange={setDraft} error={at('scope')} />
        <TextField
          field="phone"
          type="tel"
          value={draft.phone}
          error={at('phone')}
          onChange={(phone) => setDraft({ ...draft, phone })}
        />
        <TextField
          field="until"
          type="date"
          value={draft.until}
          error={at('validTo')}
          onChange={(until) => setDraft({ ...draft, until })}
        />
        {!shownAtField && <FailureNotice failure={give.error} />}
        <button
          type="submit"
          className="button button-main button-wide"
          disabled={give.isPending}
          data-testid="grant"
        >
          {give.isPending ? t('shared.sending') : t('grants.submit')}
        </button>
      </form>
    </Page>
  );
}

function useGiving(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ phone, role, scope, until }: Draft) => {
      const validTo = until === '' ? {} : { validTo: `${until}T23:59:59+08:00` };
      const body = { phone, role, scope, ...validTo };
      return ask<RoleGrant>('POST', '/v1/role-grants', { body });
    },
    onSuccess: async () => {
      onDone();
      scrollTo(0, 0);
      await client.invalidateQueries({ queryKey: ['role-grants'] });
    },
  });
}

function RoleAndScope({
  gives,
  draft,
  onChange,
  error,
}: {
  gives: string[];
  draft: Draft;
  onChange: (draft: Draft) => void;
  error: string | null;
}): ReactNode {
  const { t } = useTranslation();
  const roles = useRoles(gives);
  const scopes = useScopes(draft.role);
  const noScope = scopes.isSuccess && scopes.data.length === 0;
  return (
    <>
      <FailureNotice failure={roles.error ?? scopes.error} />
      <Choice
        label={t('grants.role')}
        value={draft.role}
        onChoose={(role) => onChange({ ...draft, role, scope: '' })}
        options={roles.data ?? []}
        ask={t('grants.choose')}
        testId="role"
      />
      <Choice
        label={t('grants.scope')}
        value={draft.scope}
        onChoose={(scope) => onChange({ ...draft, scope })}
        options={(scopes.data ?? []).map(({ scope, name }) => ({ code: scope, name }))}
        ask={draft.role === '' ? t('grants.roleFirst') : t('grants.choose')}
        disabled={draft.role === '' || noScope}
        error={noScope ? t('grants.noScope') : error}
        testId="scope"
      />
    </>
  );
}

function Given({ grant }: { grant: RoleGrant }): ReactNode {
  const { t } = useTranslation();
  const role = `${grant.name[currentLanguage()]} · ${grant.scopeName}`;
  const title = t('grants.given', { phone: grant.person.phone, role });
  return <Notice tone="done" title={title} testId="given" />;
}

function TextField({
  field,
  type,
  value,
  error,
  onChange,
}: {
  field: 'phone' | 'until';
  type: 'tel' | 'date';
  value: string;
  error: string | null;
  onChange: (value: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <Field label={t(`grants.${field}`)} hint={t(`grants.${field}Hint`)} error={error}>
      {(describing) => (
        <input
          {...describing}
          type={type}
          required={field === 'phone'}
          autoComplete="off"
          maxLength={20}
          value={value}
          data-testid={field}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function useRoles(gives: string[]) {
  return useQuery({
    queryKey: ['roles'],
    queryFn: async () => (await ask<{ items: RoleKind[] }>('GET', '/v1/roles')).items,
    staleTime: Number.POSITIVE_INFINITY,
    select: (items) =>
      items
        .filter(({ role }) => gives.includes(role))
        .map(({ role, name }) => ({ code: role, name: name[currentLanguage()] })),
  });
}

function useScopes(role: string) {
  return useQuery({
    queryKey: ['role-scopes', role],
    queryFn: () => askAll<RoleScope>('/v1/role-scopes', `role=${role}`),
    enabled: role !== '',
  });
}
