import type { HTMLInputTypeAttribute, ReactNode } from 'react';
import { Field } from './field.tsx';

/** One answer in words, short or long; a number, a day or a moment where `type` or `pattern` says so. */
export function LineField({
  label,
  hint,
  value,
  onChange,
  error = null,
  long = false,
  type = 'text',
  testId,
  ...rest
}: {
  label: string;
  hint?: string;
  value: string;
  onChange: (text: string) => void;
  error?: string | null;
  long?: boolean;
  type?: HTMLInputTypeAttribute;
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  inputMode?: 'numeric';
  testId: string;
}): ReactNode {
  return (
    <Field label={label} error={error} {...(hint === undefined ? {} : { hint })}>
      {(describing) => {
        const common = { ...describing, ...rest, value, 'data-testid': testId };
        return long ? (
          <textarea {...common} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <input
            {...common}
            type={type}
            autoComplete="off"
            onChange={(event) => onChange(event.target.value)}
          />
        );
      }}
    </Field>
  );
}
