import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../shared/field.tsx';
import type { Guardian } from './contract.ts';

export const nobody: Guardian = { name: '', relation: '', idNumber: '', phone: '' };
const fields = ['name', 'relation', 'idNumber', 'phone'] as const;

/** As it is sent; left out where nobody is named. */
export function guardianSent(guardian: Guardian): { guardian?: Guardian } {
  const { name, relation, idNumber, phone } = guardian;
  if (name.trim() === '') return {};
  return {
    guardian: {
      ...{ name: name.trim(), relation: relation.trim(), phone: phone.trim() },
      idNumber: idNumber.trim().toUpperCase(),
    },
  };
}

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
  const isOfField = fields.some((field) => errorAt(`/guardian/${field}`) !== null);
  // That a guardian is needed at all is said at the first field.
  const errorOf = (field: (typeof fields)[number]): string | null =>
    errorAt(`/guardian/${field}`) ?? (field === 'name' && !isOfField ? errorAt('/guardian') : null);
  return (
    <fieldset className="ticks" data-testid="guardian">
      <legend>{t('registration.guardian.title')}</legend>
      <p className="hint">{why ?? t('registration.guardian.why')}</p>
      {fields.map((field) => (
        <Field key={field} label={t(`registration.guardian.${field}`)} error={errorOf(field)}>
          {(describing) => (
            <input
              {...describing}
              required={guardian.name !== ''}
              autoComplete="off"
              inputMode={field === 'phone' ? 'tel' : 'text'}
              maxLength={field === 'relation' ? 20 : 40}
              value={guardian[field]}
              data-testid={`guardian-${field}`}
              onChange={(event) => onChange({ ...guardian, [field]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </fieldset>
  );
}
