import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Holds the room the content will take, so that nothing jumps when it comes. */
export function Loading({ rows = 3 }: { rows?: number }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="loading" role="status">
      <span className="unseen">{t('shared.loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="loading-bar" />
      ))}
    </div>
  );
}
