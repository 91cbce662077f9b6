import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField } from '../shared/code-fields.tsx';
import { Field } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { signInAsStaff } from '../shared/session.ts';
import { PhoneField } from './phone-field.tsx';

/** Password and authenticator; and a new password where the old one has expired. */
export function StaffSignIn({ provider }: { provider: boolean }): ReactNode {
  const { t } = useTranslation();
  const [phone, setPhone] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const enter = useMutation({
    mutationFn: () =>
      signInAsStaff({ phone, password, code, ...(newPassword === '' ? {} : { newPassword }) }),
  });
  const refused = enter.error instanceof Refusal ? enter.error : null;
  const expired = newPassword !== '' || refused?.code === 'password_expired';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <form className="form card" onSubmit={submit}>
      <PhoneField value={phone} onChange={setPhone} failure={null} />
      <PasswordField label={t('staff.password')} value={password} onChange={setPassword} />
      <Field label={t('staff.code')} hint={t('staff.codeHint')}>
        {(describing) => (
          <input
            {...describing}
            required
            autoComplete="one-time-code"
            maxLength={40}
            value={code}
            data-testid="authenticator-code"
            onChange={(event) => setCode(event.target.value.trim())}
          />
        )}
      </Field>
      {expired && (
        <PasswordField
          label={t('staff.newPassword')}
          hint={t('staff.passwordHint')}
          value={newPassword}
          onChange={setNewPassword}
          error={refused?.at('/newPassword') ?? null}
          isNew
        />
      )}
      <FailureNotice failure={enter.error} />
      <button
        type="submit"
        className="button button-main button-wide"
        disabled={enter.isPending}
        data-testid="staff-sign-in"
      >
        {enter.isPending ? t('shared.sending') : t('signIn.submit')}
      </button>
      {provider && (
        <a className="button button-wide" href="/v1/identity-provider-sign-ins">
          {t('staff.provider')}
        </a>
      )}
    </form>
  );
}
