import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The end of a form that opened in a page: leave it be, or save. */
export function SaveButtons({
  words,
  busy,
  onClose,
  testId,
}: {
  words: string;
  busy: boolean;
  onClose?: (() => void) | undefined;
  testId: string;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="buttons">
      {onClose !== undefined && (
        <button type="button" className="button" onClick={onClose}>
          {t('shared.notNow')}
        </button>
      )}
      <button type="submit" className="button button-main" disabled={busy} data-testid={testId}>
        {busy ? t('shared.sending') : words}
      </button>
    </div>
  );
}
