import type { ReactNode } from 'react';
import { Field } from '../shared/field.tsx';

/** One line that a clerk writes. */
export function LineField({
  label,
  hint,
  value,
  onChange,
  error = null,
  type = 'text',
  required = false,
  minLength,
  maxLength,
  testId,
}: {
  label: string;
  hint?: string;
  value: string;
  onChange: (text: string) => void;
  error?: string | null;
  type?: 'text' | 'tel' | 'date';
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  testId: string;
}): ReactNode {
  return (
    <Field label={label} error={error} {...(hint === undefined ? {} : { hint })}>
      {(describing) => (
        <input
          {...describing}
          {...{ type, required, minLength, maxLength, value }}
          autoComplete="off"
          data-testid={testId}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
