import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../shared/field.tsx';
import { LineField } from '../shared/line-field.tsx';
import type { IdType, Sex } from './contract.ts';
import { type DocumentDraft, idTypes, tellsBirth } from './document.ts';

const sexes: Sex[] = ['female', 'male', 'unknown'];

interface Fields {
  document: DocumentDraft;
  onChange: (part: Partial<DocumentDraft>) => void;
  errorAt: (pointer: string) => string | null;
  /** What the fields are called in tests: `assisted-idNumber`. */
  testId: string;
}

/** The document, its number, and what the number does not tell. */
export function DocumentFields({ document, onChange, errorAt, testId }: Fields): ReactNode {
  const { t } = useTranslation();
  const isResidentId = document.idType === 'resident_id';
  return (
    <>
      <Choice
        label={t('registration.document.idType')}
        value={document.idType}
        onChoose={(idType) => onChange({ idType: (idType || 'resident_id') as IdType })}
        options={idTypes.map((code) => ({ code, name: t(`registration.document.types.${code}`) }))}
        ask={t('registration.choose')}
        error={errorAt('/idType')}
        testId={`${testId}-idType`}
      />
      <LineField
        label={t('registration.document.idNumber')}
        {...(isResidentId ? { hint: t('registration.idNumberHint') } : {})}
        maxLength={24}
        required
        value={document.idNumber}
        error={errorAt('/idNumber')}
        onChange={(text) => onChange({ idNumber: text.replace(/\s/g, '').toUpperCase() })}
        testId={`${testId}-idNumber`}
      />
      {!tellsBirth(document.idType) && <BirthFields {...{ document, onChange, errorAt, testId }} />}
    </>
  );
}

function BirthFields({ document, onChange, errorAt, testId }: Fields): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <Choice
        label={t('registration.document.sex')}
        value={document.sex}
        onChoose={(sex) => onChange({ sex: sex as Sex | '' })}
        options={sexes.map((code) => ({ code, name: t(`desk.sex.${code}`) }))}
        ask={t('registration.choose')}
        error={errorAt('/sex')}
        testId={`${testId}-sex`}
      />
      <LineField
        label={t('registration.document.birthDate')}
        type="date"
        required
        value={document.birthDate}
        error={errorAt('/birthDate')}
        onChange={(birthDate) => onChange({ birthDate })}
        testId={`${testId}-birthDate`}
      />
    </>
  );
}
