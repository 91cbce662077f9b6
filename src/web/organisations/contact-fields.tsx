import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactDraft } from './people-draft.ts';

/** Somebody with a name and a phone, both or neither. */
export function ContactFields({
  title,
  hint,
  value: { name, phone },
  onChange,
  error,
  testId,
}: {
  title: string;
  hint: string;
  value: ContactDraft;
  onChange: (part: Partial<ContactDraft>) => void;
  error: string | null;
  testId: string;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <fieldset className="people">
      <legend>{title}</legend>
      <p className="hint">{hint}</p>
      <div className="person-row" data-testid={testId}>
        <span className="person-number" />
        <input
          aria-label={`${title} ${t('organisations.form.name')}`}
          placeholder={t('organisations.form.name')}
          maxLength={60}
          autoComplete="off"
          required={phone !== ''}
          aria-invalid={error !== null || undefined}
          value={name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <input
          type="tel"
          inputMode="numeric"
          aria-label={`${title} ${t('organisations.form.phone')}`}
          placeholder={t('organisations.form.phone')}
          maxLength={20}
          autoComplete="off"
          required={name !== ''}
          aria-invalid={error !== null || undefined}
          value={phone}
          onChange={(event) => onChange({ phone: event.target.value.trim() })}
        />
        <p className="field-error" aria-live="polite">
          {error ?? ''}
        </p>
      </div>
    </fieldset>
  );
}
