import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { phoneFrom } from './phone.ts';

export function PhoneField({
  value,
  onChange,
  failure,
}: {
  value: string;
  onChange: (phone: string) => void;
  failure: Error | null;
}): ReactNode {
  const { t } = useTranslation();
  const refused = failure instanceof Refusal ? failure.title : null;
  return (
    <>
      <Field label={t('signIn.phone')} error={refused}>
        {(describing) => (
          <input
            {...describing}
            type="tel"
            inputMode="numeric"
            autoComplete="tel-national"
            required
            value={value}
            data-testid="phone"
            onChange={(event) => onChange(phoneFrom(event.target.value))}
          />
        )}
      </Field>
      {refused === null && <FailureNotice failure={failure} />}
    </>
  );
}
