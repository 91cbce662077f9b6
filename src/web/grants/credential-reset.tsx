import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../shared/field.tsx';
import { moment } from '../shared/format.ts';
import { Refusal } from '../shared/http.ts';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';

interface Reset {
  resetCode: string;
  expiresAt: string;
  told: boolean;
}

/** For the security administrator: lets staff who have lost their password or authenticator enrol anew. */
export function CredentialReset(): ReactNode {
  const { t } = useTranslation();
  const [phone, setPhone] = useState('');
  const [reason, setReason] = useState('');
  const reset = useMutation({
    mutationFn: () => ask<Reset>('POST', '/v1/credential-resets', { body: { phone, reason } }),
  });
  const wrongPhone = reset.error instanceof Refusal ? reset.error.at('/phone') : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    reset.mutate();
  };
  return (
    <Page title={t('grants.reset.title')} back="#/grants">
      {reset.isSuccess && <Done reset={reset.data} />}
      <form className="form card" onSubmit={submit}>
        <p>{t('grants.reset.what')}</p>
        <Field label={t('grants.phone')} error={wrongPhone}>
          {(describing) => (
            <input
              {...describing}
              type="tel"
              required
              autoComplete="off"
              maxLength={20}
              value={phone}
              data-testid="phone"
              onChange={(event) => setPhone(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('grants.reset.reason')} hint={t('grants.reset.reasonHint')}>
          {(describing) => (
            <input
              {...describing}
              required
              autoComplete="off"
              minLength={4}
              maxLength={300}
              value={reason}
              data-testid="reason"
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {wrongPhone === null && <FailureNotice failure={reset.error} />}
        <button
          type="submit"
          className="button button-main button-wide"
          disabled={reset.isPending}
          data-testid="reset"
        >
          {reset.isPending ? t('shared.sending') : t('grants.reset.submit')}
        </button>
      </form>
    </Page>
  );
}

function Done({ reset: { resetCode, expiresAt, told } }: { reset: Reset }): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="card">
      <Notice tone="done" title={t('grants.reset.done')} />
      <p className="secret" data-testid="reset-code">
        {resetCode}
      </p>
      <p>{t('grants.reset.until', { until: moment(expiresAt) })}</p>
      {!told && <Notice tone="warning" title={t('grants.reset.notTold')} />}
    </section>
  );
}
