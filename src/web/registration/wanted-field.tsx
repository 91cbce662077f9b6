import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../shared/field.tsx';
import { LineField } from '../shared/line-field.tsx';
import { RegionChoice } from '../shared/region-choice.tsx';
import type { CorrectionField, Sex } from './contract.ts';

const lengths = { minLength: 2, maxLength: 40 };
const longest = { minLength: 2, maxLength: 200 };
const sexes: Sex[] = ['male', 'female', 'unknown'];

/** What a registration is to say instead, asked for as it fits the field. */
export function WantedField({
  field,
  wanted,
  error,
  onChange,
}: {
  field: CorrectionField | '';
  wanted: string;
  error: string | null;
  onChange: (wanted: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  if (field === '') return null;
  if (field === 'residence_region') return <RegionChoice onChoose={onChange} error={error} />;
  const label = t(`desk.ownCorrections.wanted.${field}`);
  if (field === 'sex')
    return (
      <Choice
        label={label}
        value={wanted}
        onChoose={onChange}
        options={sexes.map((code) => ({ code, name: t(`desk.sex.${code}`) }))}
        ask={t('registration.choose')}
        error={error}
        testId="correction-wanted"
      />
    );
  return (
    <LineField
      label={label}
      error={error}
      required
      {...(field === 'birth_date' ? { type: 'date' } : {})}
      {...(field === 'address' ? longest : lengths)}
      value={wanted}
      onChange={onChange}
      testId="correction-wanted"
    />
  );
}
