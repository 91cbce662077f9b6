import type { ReactNode } from 'react';

/** Two or three ways to look at one thing; the chosen one is pressed, bold and raised. */
export function Segments<Value extends string>({
  label,
  chosen,
  onChoose,
  options,
}: {
  label: string;
  chosen: Value;
  onChoose: (value: Value) => void;
  options: { value: Value; words: string }[];
}): ReactNode {
  return (
    <fieldset className="segments" aria-label={label}>
      {options.map(({ value, words }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          onClick={() => onChoose(value)}
          data-testid={`show-${value}`}
        >
          {words}
        </button>
      ))}
    </fieldset>
  );
}
