import { useState } from 'react';
import { recall, remember } from './memory.ts';

/**
 * Form values that outlive a reload or an ended session in this tab. For work texts only: nothing
 * personal is ever written to storage.
 */
export function useDraft<Values extends Record<string, string>>(
  key: string,
  empty: Values,
): { values: Values; change: (part: Partial<Values>) => void; discard: () => void } {
  const [values, setValues] = useState<Values>(() => ({ ...empty, ...read<Values>(key) }));
  return {
    values,
    change: (part) =>
      setValues((before) => {
        const after = { ...before, ...part };
        remember(key, JSON.stringify(after), 'tab');
        return after;
      }),
    discard: () => {
      remember(key, null, 'tab');
      setValues(empty);
    },
  };
}

function read<Values>(key: string): Partial<Values> {
  try {
    return JSON.parse(recall(key, 'tab') ?? '{}') as Partial<Values>;
  } catch {
    return {};
  }
}
