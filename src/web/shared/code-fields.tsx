import type { ReactNode } from 'react';
import { Field } from './field.tsx';

export function PasswordField({
  label,
  hint,
  value,
  onChange,
  error = null,
  isNew = false,
}: {
  label: string;
  hint?: string;
  value: string;
  onChange: (password: string) => void;
  error?: string | null;
  isNew?: boolean;
}): ReactNode {
  return (
    <Field label={label} error={error} {...(hint === undefined ? {} : { hint })}>
      {(describing) => (
        <input
          {...describing}
          type="password"
          required
          maxLength={128}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          value={value}
          data-testid={isNew ? 'new-password' : 'password'}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Six digits: of an authenticator, or a PIN, which others are not to read. */
export function SixDigits({
  label,
  value,
  onChange,
  error = null,
  isSecret = false,
  testId,
}: {
  label: string;
  value: string;
  onChange: (digits: string) => void;
  error?: string | null;
  isSecret?: boolean;
  testId: string;
}): ReactNode {
  return (
    <Field label={label} error={error}>
      {(describing) => (
        <input
          {...describing}
          type={isSecret ? 'password' : 'text'}
          required
          inputMode="numeric"
          autoComplete={isSecret ? 'off' : 'one-time-code'}
          pattern="\d{6}"
          maxLength={6}
          value={value}
          data-testid={testId}
          onChange={(event) => onChange(event.target.value.replace(/\D/g, ''))}
        />
      )}
    </Field>
  );
}
