import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../shared/field.tsx';

/** Who somebody is, as the identity card says. */
export function PersonFields({
  name,
  idNumber,
  onName,
  onIdNumber,
  errorAt,
}: {
  name: string;
  idNumber: string;
  onName: (name: string) => void;
  onIdNumber: (idNumber: string) => void;
  errorAt: (pointer: string) => string | null;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t('registration.name')} error={errorAt('/name')}>
        {(describing) => (
          <input
            {...describing}
            required
            autoComplete="name"
            maxLength={40}
            value={name}
            data-testid="name"
            onChange={(event) => onName(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t('registration.idNumber')}
        hint={t('registration.idNumberHint')}
        error={errorAt('/idNumber')}
      >
        {(describing) => (
          <input
            {...describing}
            required
            autoComplete="off"
            autoCapitalize="characters"
            maxLength={18}
            value={idNumber}
            data-testid="id-number"
            onChange={(event) =>
              onIdNumber(event.target.value.replace(/[^\dXx]/g, '').toUpperCase())
            }
          />
        )}
      </Field>
    </>
  );
}
