import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../shared/field.tsx';
import type { Guardian } from './contract.ts';

export const nobody: Guardian = { name: '', relation: '', idNumber: '', phone: '' };
const fields = ['name', 'relation', 'idNumber', 'phone'] as const;

/** Who consents for a minor. */
export function GuardianFields({
  guardian,
  onChange,
  errorAt,
  why,
}: {
  guardian: Guardian;
  onChange: (guardian: Guardian) => void;
  errorAt: (pointer: string) => string | null;
  /** What the guardian has to do; left out, as where people register themselves. */
  why?: string;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <fieldset className="ticks" data-testid="guardian">
      <legend>{t('registration.guardian.title')}</legend>
      <p className="hint">{why ?? t('registration.guardian.why')}</p>
      {fields.map((field) => (
        <Field
          key={field}
          label={t(`registration.guardian.${field}`)}
          error={errorAt(`/guardian/${field}`)}
        >
          {(describing) => (
            <input
              {...describing}
              required={guardian.name !== ''}
              autoComplete="off"
              inputMode={field === 'phone' ? 'tel' : 'text'}
              maxLength={field === 'relation' ? 20 : 40}
              value={guardian[field]}
              data-testid={`guardian-${field}`}
              onChange={(event) => onChange({ ...guardian, [field]: event.target.value.trim() })}
            />
          )}
        </Field>
      ))}
    </fieldset>
  );
}
