import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField } from '../shared/code-fields.tsx';
import { Field } from '../shared/field.tsx';
import type { Refusal } from '../shared/http.ts';

export interface Factors {
  password: string;
  code: string;
}

export const noFactors: Factors = { password: '', code: '' };

/** Password and a code of the present authenticator, once more. */
export function FactorFields({
  factors,
  onChange,
  refused,
}: {
  factors: Factors;
  onChange: (factors: Factors) => void;
  refused: Refusal | null;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <PasswordField
        label={t('staff.password')}
        value={factors.password}
        onChange={(password) => onChange({ ...factors, password })}
        error={refused?.at('/password') ?? null}
      />
      <Field
        label={t('account.factor.present')}
        hint={t('staff.codeHint')}
        error={refused?.at('/code') ?? null}
      >
        {(describing) => (
          <input
            {...describing}
            required
            autoComplete="one-time-code"
            maxLength={40}
            value={factors.code}
            data-testid="present-code"
            onChange={(event) => onChange({ ...factors, code: event.target.value.trim() })}
          />
        )}
      </Field>
    </>
  );
}
