import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../shared/field.tsx';

export function ReturnForm({
  busy,
  onReturn,
  onClose,
}: {
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
      <Field label={t('administration.review.reason')} hint={t('administration.review.reasonHint')}>
        {(describing) => (
          <textarea
            {...describing}
            required
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
          className="button button-danger"
          disabled={busy}
          data-testid="return-yes"
        >
          {busy ? t('shared.sending') : t('administration.review.returnYes')}
        </button>
      </div>
    </form>
  );
}
