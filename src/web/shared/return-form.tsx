import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from './field.tsx';

/** Every "no" says why; the words are those of returning an activity where none are given. */
export function ReturnForm({
  label,
  hint,
  yes,
  danger = true,
  busy,
  onReturn,
  onClose,
}: {
  label?: string;
  hint?: string;
  yes?: string;
  danger?: boolean;
  busy: boolean;
  onReturn: (reason: string) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onReturn(reason.trim());
  };
  return (
    <form className="form card" onSubmit={submit}>
      <Field
        label={label ?? t('administration.review.reason')}
        hint={hint ?? t('administration.review.reasonHint')}
      >
        {(describing) => (
          <textarea
            {...describing}
            required
            minLength={2}
            maxLength={500}
            value={reason}
            data-testid="return-reason"
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <div className="buttons">
        <button type="button" className="button" onClick={onClose} data-testid="return-no">
          {t('shared.notNow')}
        </button>
        <button
          type="submit"
          className={danger ? 'button button-danger' : 'button button-main'}
          disabled={busy}
          data-testid="return-yes"
        >
          {busy ? t('shared.sending') : (yes ?? t('administration.review.returnYes'))}
        </button>
      </div>
    </form>
  );
}
