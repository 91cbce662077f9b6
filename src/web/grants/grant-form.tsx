import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { instantFromTownTime } from '../shared/clock.ts';
import { Choice } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { LineField } from '../shared/line-field.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import type { RoleGrant } from './contract.ts';
import { ScopeField } from './scope-field.tsx';
import { useRoles } from './use-roles.ts';

const nothing = { phone: '', role: '', scope: '', since: '', until: '' };
type Draft = typeof nothing;

/** Gives one of the roles that the person may give, for one of the places that the service offers. */
export function GrantForm({ gives }: { gives: string[] }): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(nothing);
  const give = useGiving(() => setDraft(nothing));
  const refusal = give.error instanceof Refusal ? give.error : null;
  const at = (field: string) => refusal?.at(`/${field}`) ?? null;
  const shownAtField = ['phone', 'scope', 'validFrom', 'validTo'].some((each) => at(each) !== null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    give.mutate(draft);
  };
  const line = (field: 'phone' | 'since' | 'until', error: string | null) => ({
    label: t(`grants.${field}`),
    hint: t(`grants.${field}Hint`),
    value: draft[field],
    onChange: (text: string) => setDraft({ ...draft, [field]: text }),
    error,
    testId: field,
  });
  return (
    <Page title={t('grants.give')} back="#/grants">
      {give.isSuccess && <Given grant={give.data} />}
      <form className="form card" onSubmit={submit}>
        <RoleAndScope gives={gives} draft={draft} onChange={setDraft} error={at('scope')} />
        <LineField {...line('phone', at('phone'))} type="tel" required maxLength={20} />
        <LineField {...line('since', at('validFrom'))} type="date" />
        <LineField {...line('until', at('validTo'))} type="date" />
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
    mutationFn: ({ phone, role, scope, since, until }: Draft) => {
      const body = {
        ...{ phone, role, scope },
        ...(since && { validFrom: instantFromTownTime(`${since}T00:00`) }),
        ...(until && { validTo: `${until}T23:59:59+08:00` }),
      };
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
  const roles = useRoles();
  const options = (roles.data ?? []).filter(({ role }) => gives.includes(role));
  return (
    <>
      <FailureNotice failure={roles.error} />
      <Choice
        label={t('grants.role')}
        value={draft.role}
        onChoose={(role) => onChange({ ...draft, role, scope: '' })}
        options={options.map(({ role, name }) => ({
          ...{ code: role, name: name[currentLanguage()] },
        }))}
        ask={t('grants.choose')}
        {...(draft.role === 'auditor' && { hint: t('grants.auditorHint') })}
        testId="role"
      />
      <ScopeField
        role={options.find(({ role }) => role === draft.role)}
        value={draft.scope}
        onChoose={(scope) => onChange({ ...draft, scope })}
        error={error}
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
