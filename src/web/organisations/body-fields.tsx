import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../shared/field.tsx';
import { LineField } from '../shared/line-field.tsx';
import { organisationTypes } from './contract.ts';

const texts = {
  name: { minLength: 4, maxLength: 60 },
  purpose: { minLength: 2, maxLength: 500, long: true },
  venue: { minLength: 2, maxLength: 120 },
  activityArea: { minLength: 2, maxLength: 120 },
  charter: { minLength: 2, maxLength: 20_000, long: true },
};

export type BodyTexts = Record<keyof typeof texts | 'type' | 'fundsYuan', string>;

interface Fields {
  values: BodyTexts;
  onChange: (part: Partial<BodyTexts>) => void;
  errorAt: (pointer: string) => string | null;
}

export function BodyText({
  field,
  values,
  onChange,
  errorAt,
}: Fields & { field: keyof typeof texts }): ReactNode {
  const { t } = useTranslation();
  return (
    <LineField
      label={t(`organisations.field.${field}`)}
      hint={t(`organisations.form.hint.${field}`)}
      error={errorAt(`/${field}`)}
      required
      {...texts[field]}
      value={values[field]}
      onChange={(text) => onChange({ [field]: text })}
      testId={field}
    />
  );
}

/** What the body is, in words. */
export function BodyFields(fields: Fields): ReactNode {
  const { t } = useTranslation();
  const { values, onChange, errorAt } = fields;
  return (
    <>
      <BodyText field="name" {...fields} />
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
      <BodyText field="purpose" {...fields} />
      <BodyText field="venue" {...fields} />
      <BodyText field="activityArea" {...fields} />
    </>
  );
}

/** By what rules it goes on, and with what money. */
export function CharterFields(fields: Fields): ReactNode {
  const { t } = useTranslation();
  const { values, onChange, errorAt } = fields;
  return (
    <>
      <BodyText field="charter" {...fields} />
      <LineField
        label={t('organisations.field.funds')}
        hint={t('organisations.form.hint.funds')}
        error={errorAt('/fundsYuan')}
        required
        inputMode="numeric"
        pattern="\d{1,9}"
        value={values.fundsYuan}
        onChange={(text) => onChange({ fundsYuan: text.replace(/\D/g, '') })}
        testId="fundsYuan"
      />
    </>
  );
}
