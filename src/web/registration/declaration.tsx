import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

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
    <label className="tick">
      <input
        type="checkbox"
        required
        checked={declared}
        data-testid="declaration"
        onChange={(event) => onDeclare(event.target.checked)}
      />
      <span>{words ?? t('registration.declaration')}</span>
    </label>
  );
}
