import { useEffect } from 'react';

/** After a refusal the first field that is wrong comes into sight, and has the focus where it can. */
export function useErrorInSight(failure: unknown): void {
  useEffect(() => {
    if (!failure) return;
    const wrong = document.querySelector<HTMLElement>(
      '[aria-invalid="true"], .field-error:not(:empty), .notice-refused',
    );
    wrong?.scrollIntoView({ block: 'center' });
    wrong?.focus({ preventScroll: true });
  }, [failure]);
}
