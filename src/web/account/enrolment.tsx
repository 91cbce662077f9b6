import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField, SixDigits } from '../shared/code-fields.tsx';
import { Field } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask, renew } from '../shared/session.ts';
import { usePasswordHint } from '../shared/use-password-hint.ts';
import { RecoveryCodes, SecretShown } from './secret-shown.tsx';

interface Begun {
  secret: string;
  uri: string;
}

/** Password, authenticator, recovery codes: one after the other, and nothing holds before the last. */
export function Enrolment({ needsResetCode }: { needsResetCode: boolean }): ReactNode {
  const { t } = useTranslation();
  const [begun, setBegun] = useState<Begun | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  return (
    <Page title={t('account.enrol.title')} back="#/account">
      {begun === null && <ChoosePassword needsResetCode={needsResetCode} onBegun={setBegun} />}
      {begun !== null && codes === null && <Confirm begun={begun} onConfirmed={setCodes} />}
      {codes !== null && (
        <RecoveryCodes done={t('account.enrol.done')} codes={codes} onKept={leave} />
      )}
    </Page>
  );
}

function leave(): void {
  location.hash = '#/';
  // The roles that were held back come with the next token.
  void renew();
}

function ChoosePassword({
  needsResetCode,
  onBegun,
}: {
  needsResetCode: boolean;
  onBegun: (begun: Begun) => void;
}): ReactNode {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const passwordHint = usePasswordHint();
  const [resetCode, setResetCode] = useState('');
  const begin = useMutation({
    mutationFn: () =>
      ask<Begun>('POST', '/v1/staff-enrolments', {
        body: needsResetCode ? { password, resetCode: resetCode.trim() } : { password },
      }),
    onSuccess: onBegun,
  });
  const error = begin.error instanceof Refusal ? begin.error.at('/password') : null;
  const wrongCode = begin.error instanceof Refusal ? begin.error.at('/resetCode') : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    begin.mutate();
  };
  return (
    <form className="form card" onSubmit={submit}>
      <p>{t('account.enrol.why')}</p>
      <PasswordField
        label={t('staff.newPassword')}
        hint={passwordHint}
        value={password}
        onChange={setPassword}
        error={error}
        isNew
      />
      {needsResetCode && (
        <ResetCodeField value={resetCode} onChange={setResetCode} error={wrongCode} />
      )}
      {error === null && wrongCode === null && <FailureNotice failure={begin.error} />}
      <button
        type="submit"
        className="button button-main button-wide"
        disabled={begin.isPending}
        data-testid="set-password"
      >
        {begin.isPending ? t('shared.sending') : t('account.enrol.next')}
      </button>
    </form>
  );
}

function ResetCodeField({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (code: string) => void;
  error: string | null;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <Field label={t('account.enrol.resetCode')} hint={t('account.enrol.resetHint')} error={error}>
      {(describing) => (
        <input
          {...describing}
          autoComplete="off"
          required
          maxLength={40}
          value={value}
          data-testid="reset-code"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function Confirm({
  begun,
  onConfirmed,
}: {
  begun: Begun;
  onConfirmed: (codes: string[]) => void;
}): ReactNode {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () =>
      ask<{ recoveryCodes: string[] }>('POST', '/v1/staff-enrolment-confirmations', {
        body: { code },
      }),
    onSuccess: ({ recoveryCodes }) => onConfirmed(recoveryCodes),
  });
  const error = confirm.error instanceof Refusal ? confirm.error.at('/code') : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    confirm.mutate();
  };
  return (
    <form className="form card" onSubmit={submit}>
      <SecretShown secret={begun.secret} uri={begun.uri} />
      <SixDigits
        label={t('staff.code')}
        value={code}
        onChange={setCode}
        error={error}
        testId="authenticator-code"
      />
      {error === null && <FailureNotice failure={confirm.error} />}
      <button
        type="submit"
        className="button button-main button-wide"
        disabled={confirm.isPending}
        data-testid="confirm-authenticator"
      >
        {confirm.isPending ? t('shared.sending') : t('account.enrol.confirm')}
      </button>
    </form>
  );
}
