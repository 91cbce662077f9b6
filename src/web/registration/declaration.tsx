import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Tick } from '../shared/tick.tsx';

/** 条例 Art. 7: what is registered is true, accurate and complete. */
export function Declaration({
  words,
  declared,
  onDeclare,
}: {
  /** Those of the person who registers, when left out. */
  words?: string;
  declared: boolean;
  onDeclare: (declared: boolean) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <Tick
      words={words ?? t('registration.declaration')}
      ticked={declared}
      onTick={onDeclare}
      required
      testId="declaration"
    />
  );
}
