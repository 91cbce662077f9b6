import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** Asks once more before something that cannot simply be taken back. Escape means no. */
export function ConfirmDialog({
  title,
  confirm,
  busy = false,
  danger = false,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  confirm: string;
  busy?: boolean;
  danger?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose} data-testid="confirm-dialog">
      <h2 id={id}>{title}</h2>
      {children}
      <div className="dialog-buttons">
        <button
          type="button"
          className="button"
          onClick={() => dialog.current?.close()}
          data-testid="confirm-no"
        >
          {t('shared.notNow')}
        </button>
        <button
          type="button"
          className={danger ? 'button button-danger' : 'button button-main'}
          disabled={busy}
          onClick={onConfirm}
          data-testid="confirm-yes"
        >
          {busy ? t('shared.sending') : confirm}
        </button>
      </div>
    </dialog>
  );
}
