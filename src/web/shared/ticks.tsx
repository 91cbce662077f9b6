import type { ReactNode } from 'react';

/** Several of a few things, each a large target of its own. */
export function Ticks<Value extends string>({
  label,
  hint,
  error,
  options,
  chosen,
  onChoose,
  testId,
}: {
  label: string;
  hint?: string;
  error?: string | null;
  options: { value: Value; words: string }[];
  chosen: readonly Value[];
  onChoose: (values: Value[]) => void;
  testId: string;
}): ReactNode {
  const toggle = (value: Value): void =>
    onChoose(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <fieldset className="ticks" data-testid={testId}>
      <legend>{label}</legend>
      {hint !== undefined && <p className="hint">{hint}</p>}
      <div className="tick-grid">
        {options.map(({ value, words }) => (
          <label key={value} className="tick-box">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              data-testid={`${testId}-${value}`}
              onChange={() => toggle(value)}
            />
            <span>{words}</span>
          </label>
        ))}
      </div>
      <p className="field-error" aria-live="polite">
        {error ?? ''}
      </p>
    </fieldset>
  );
}
