import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/**
 * One step of a long form. The others stay where they are with what was written, hidden and switched off, so that the
 * browser asks only for what is on the screen.
 */
export function Step({
  title,
  step,
  steps,
  open,
  children,
}: {
  title: string;
  /** From 0. */
  step: number;
  steps: number;
  open: boolean;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const wasOpen = useRef(open);
  useEffect(() => {
    if (open && !wasOpen.current) {
      scrollTo(0, 0);
      heading.current?.focus({ preventScroll: true });
    }
    wasOpen.current = open;
  }, [open]);
  return (
    <fieldset className="step" hidden={!open} disabled={!open} data-testid={`step-${step + 1}`}>
      <p className="soft">{t('registration.steps.progress', { step: step + 1, steps })}</p>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </fieldset>
  );
}
