import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField } from '../shared/code-fields.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { ask, renew } from '../shared/session.ts';
import { usePasswordHint } from '../shared/use-password-hint.ts';

export function PasswordChange(): ReactNode {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const passwordHint = usePasswordHint();
  const change = useMutation({
    mutationFn: () => ask<void>('PUT', '/v1/me/password', { body: { password, newPassword } }),
    onSuccess: () => {
      setPassword('');
      setNewPassword('');
      // When it expires is a part of who is signed in.
      void renew();
    },
  });
  const refused = change.error instanceof Refusal ? change.error : null;
  const atField = refused?.at('/password') ?? refused?.at('/newPassword');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form className="form card" onSubmit={submit}>
      <h2>{t('account.password.title')}</h2>
      <PasswordField
        label={t('account.password.present')}
        value={password}
        onChange={setPassword}
        error={refused?.at('/password') ?? null}
      />
      <PasswordField
        label={t('staff.newPassword')}
        hint={passwordHint}
        value={newPassword}
        onChange={setNewPassword}
        error={refused?.at('/newPassword') ?? null}
        isNew
      />
      {atField === null || atField === undefined ? <FailureNotice failure={change.error} /> : null}
      {change.isSuccess && <Notice tone="done" title={t('account.password.changed')} />}
      <button type="submit" className="button button-main" disabled={change.isPending}>
        {change.isPending ? t('shared.sending') : t('account.password.title')}
      </button>
    </form>
  );
}
