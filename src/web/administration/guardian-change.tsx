import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskVolunteer } from '../registration/contract.ts';
import { Refusal } from '../shared/http.ts';
import { LineField } from '../shared/line-field.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';

const fields = {
  name: { minLength: 2, maxLength: 40 },
  relation: { minLength: 1, maxLength: 20 },
  idNumber: { minLength: 15, maxLength: 18 },
  phone: { minLength: 11, maxLength: 20 },
  ground: { minLength: 4, maxLength: 200 },
} as const;
type Field = keyof typeof fields;
const nothing: Record<Field, string> = {
  name: '',
  relation: '',
  idNumber: '',
  phone: '',
  ground: '',
};

const trimmed = (values: Record<Field, string>) =>
  Object.fromEntries(Object.entries(values).map(([field, text]) => [field, text.trim()]));

/** A minor gets another guardian, who is there and has signed a paper. */
export function GuardianChange({ volunteer: { id } }: { volunteer: DeskVolunteer }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [values, setValues] = useState(nothing);
  const change = useMutation({
    mutationFn: () => ask('PUT', `/v1/volunteers/${id}/guardian`, { body: trimmed(values) }),
    onSuccess: async () => {
      setValues(nothing);
      await client.invalidateQueries({ queryKey: ['volunteer', id] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <details className="card" data-testid="guardian-change">
      <summary>{t('desk.guardianChange.title')}</summary>
      <p>{t('desk.guardianChange.meaning')}</p>
      <form className="form" onSubmit={submit}>
        {(Object.keys(fields) as Field[]).map((field) => (
          <LineField
            key={field}
            label={t(`desk.guardianChange.${field}`)}
            error={change.error instanceof Refusal ? change.error.at(`/${field}`) : null}
            required
            {...fields[field]}
            value={values[field]}
            onChange={(text) => setValues({ ...values, [field]: text })}
            testId={`guardian-${field}`}
          />
        ))}
        <FailureNotice failure={change.error} />
        <button
          type="submit"
          className="button button-main"
          disabled={change.isPending}
          data-testid="change-guardian"
        >
          {change.isPending ? t('shared.sending') : t('desk.guardianChange.save')}
        </button>
      </form>
    </details>
  );
}
