import type { ReactNode } from 'react';

/** One thing that is so or not. */
export function Tick({
  words,
  ticked,
  onTick,
  required = false,
  testId,
}: {
  words: ReactNode;
  ticked: boolean;
  onTick: (ticked: boolean) => void;
  required?: boolean;
  testId: string;
}): ReactNode {
  return (
    <label className="tick">
      <input
        type="checkbox"
        required={required}
        checked={ticked}
        data-testid={testId}
        onChange={(event) => onTick(event.target.checked)}
      />
      <span>{words}</span>
    </label>
  );
}
