import { type ReactNode, useId } from 'react';

interface Describing {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

/** A label, a hint and an error that belong to one control, and are read out with it. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  children: (describing: Describing) => ReactNode;
}): ReactNode {
  const id = useId();
  const wrong = error !== undefined && error !== null;
  const described = [hint !== undefined && `${id}-hint`, wrong && `${id}-error`].filter(Boolean);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({
        id,
        'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
        'aria-invalid': wrong || undefined,
      })}
      <p className="field-error" id={`${id}-error`} aria-live="polite">
        {wrong ? error : ''}
      </p>
    </div>
  );
}

/** A select whose first line asks for a choice. */
export function Choice({
  label,
  value,
  onChoose,
  options,
  ask,
  error,
  hint,
  disabled = false,
  optional = false,
  testId,
}: {
  label: string;
  value: string;
  onChoose: (value: string) => void;
  options: { code: string; name: string }[];
  ask: string;
  error?: string | null;
  hint?: string;
  disabled?: boolean;
  /** The first line is an answer, too. */
  optional?: boolean;
  testId: string;
}): ReactNode {
  return (
    <Field label={label} error={error ?? null} {...(hint === undefined ? {} : { hint })}>
      {(describing) => (
        <select
          {...describing}
          value={value}
          disabled={disabled}
          required={!optional}
          data-testid={testId}
          onChange={(event) => onChoose(event.target.value)}
        >
          <option value="">{ask}</option>
          {options.map((option) => (
            <option key={option.code} value={option.code}>
              {option.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
