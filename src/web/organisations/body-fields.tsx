import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice, Field } from '../shared/field.tsx';
import { organisationTypes } from './contract.ts';

export type BodyTexts = Record<
  'name' | 'type' | 'purpose' | 'venue' | 'activityArea' | 'fundsYuan' | 'charter',
  string
>;
export const bodyFields = [
  ...(['name', 'type', 'purpose', 'venue', 'activityArea', 'fundsYuan', 'charter'] as const),
];

const lengths = { name: 60, purpose: 500, venue: 120, activityArea: 120, charter: 20_000 };

/** What the body is, in words. */
export function BodyFields({
  values,
  onChange,
  errorAt,
}: {
  values: BodyTexts;
  onChange: (part: Partial<BodyTexts>) => void;
  errorAt: (pointer: string) => string | null;
}): ReactNode {
  const { t } = useTranslation();
  const line = (field: keyof typeof lengths): ReactNode => (
    <Words
      key={field}
      field={field}
      value={values[field]}
      error={errorAt(`/${field}`)}
      onChange={(value) => onChange({ [field]: value })}
    />
  );
  return (
    <>
      {line('name')}
      <Choice
        label={t('organisations.field.type')}
        value={values.type}
        onChoose={(type) => onChange({ type })}
        options={organisationTypes
          .filter((type) => type !== 'hub')
          .map((code) => ({ code, name: t(`organisations.type.${code}`) }))}
        ask={t('registration.choose')}
        error={errorAt('/type')}
        testId="type"
      />
      {line('purpose')}
      {line('venue')}
      {line('activityArea')}
      <Field
        label={t('organisations.field.funds')}
        hint={t('organisations.form.hint.funds')}
        error={errorAt('/fundsYuan')}
      >
        {(describing) => (
          <input
            {...describing}
            required
            inputMode="numeric"
            pattern="\d{1,9}"
            value={values.fundsYuan}
            data-testid="fundsYuan"
            onChange={(event) => onChange({ fundsYuan: event.target.value.replace(/\D/g, '') })}
          />
        )}
      </Field>
      {line('charter')}
    </>
  );
}

function Words({
  field,
  value,
  error,
  onChange,
}: {
  field: keyof typeof lengths;
  value: string;
  error: string | null;
  onChange: (value: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  const isLong = field === 'purpose' || field === 'charter';
  return (
    <Field
      label={t(`organisations.field.${field}`)}
      hint={t(`organisations.form.hint.${field}`)}
      error={error}
    >
      {(describing) => {
        const common = {
          ...{ ...describing, required: true, minLength: field === 'name' ? 4 : 2 },
          ...{ maxLength: lengths[field], value, 'data-testid': field },
        };
        return isLong ? (
          <textarea {...common} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <input {...common} onChange={(event) => onChange(event.target.value)} />
        );
      }}
    </Field>
  );
}
