import type { ReactNode } from 'react';
import { Field } from '../shared/field.tsx';

/** One required answer in words, short or long, or a moment in the town's time. */
export function TextField({
  label,
  value,
  onChange,
  error,
  hint,
  long = false,
  type = 'text',
  maxLength,
  pattern,
  testId,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error: string | null;
  hint?: string;
  long?: boolean;
  type?: 'text' | 'datetime-local';
  maxLength?: number;
  pattern?: string;
  testId: string;
}): ReactNode {
  return (
    <Field label={label} error={error} {...(hint === undefined ? {} : { hint })}>
      {(describing) => {
        const common = { ...describing, value, maxLength, required: true, 'data-testid': testId };
        return long ? (
          <textarea {...common} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <input
            {...common}
            type={type}
            pattern={pattern}
            autoComplete="off"
            onChange={(event) => onChange(event.target.value)}
          />
        );
      }}
    </Field>
  );
}
