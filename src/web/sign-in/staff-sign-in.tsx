import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField } from '../shared/code-fields.tsx';
import { Field } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { signInAsStaff } from '../shared/session.ts';
import { usePasswordHint } from '../shared/use-password-hint.ts';
import { PhoneField } from './phone-field.tsx';

/** Password and authenticator; and a new password where the old one has expired. */
export function StaffSignIn({ provider }: { provider: boolean }): ReactNode {
  const { t } = useTranslation();
  const [phone, setPhone] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [expired, setExpired] = useState(false);
  const passwordHint = usePasswordHint();
  const enter = useMutation({
    mutationFn: () =>
      signInAsStaff({ phone, password, code, ...(newPassword === '' ? {} : { newPassword }) }),
    onError: (failure) => {
      if (!(failure instanceof Refusal)) return;
      if (failure.code === 'password_expired') setExpired(true);
      // While a new password is thought of, the code grows old: the newest is asked for.
      if (expired || failure.code === 'password_expired') setCode('');
    },
  });
  const refused = enter.error instanceof Refusal ? enter.error : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <form className="form card" onSubmit={submit}>
      <PhoneField value={phone} onChange={setPhone} failure={null} />
      <PasswordField label={t('staff.password')} value={password} onChange={setPassword} />
      {expired && (
        <PasswordField
          label={t('staff.newPassword')}
          hint={passwordHint}
          value={newPassword}
          onChange={setNewPassword}
          error={refused?.at('/newPassword') ?? null}
          isNew
        />
      )}
      <FactorField value={code} onChange={setCode} newest={expired} />
      <FailureNotice failure={enter.error} />
      <button
        type="submit"
        className="button button-main button-wide"
        disabled={enter.isPending}
        data-testid="staff-sign-in"
      >
        {enter.isPending ? t('shared.sending') : t('signIn.submit')}
      </button>
      <p className="soft" data-testid="forgotten">
        {t('staff.forgotten')}
      </p>
      {provider && (
        <a className="button button-wide" href="/v1/identity-provider-sign-ins">
          {t('staff.provider')}
        </a>
      )}
    </form>
  );
}

function FactorField({
  value,
  onChange,
  newest,
}: {
  value: string;
  onChange: (code: string) => void;
  /** The one before has grown old meanwhile. */
  newest: boolean;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <Field label={t('staff.code')} hint={t(newest ? 'staff.newestCode' : 'staff.codeHint')}>
      {(describing) => (
        <input
          {...describing}
          required
          autoComplete="one-time-code"
          maxLength={40}
          value={value}
          data-testid="authenticator-code"
          onChange={(event) => onChange(event.target.value.trim())}
        />
      )}
    </Field>
  );
}
