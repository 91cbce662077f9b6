import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SixDigits } from '../shared/code-fields.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';

/** Asks for the PIN of this phone, or lets it be set where there is none. `refusal` is what the service said to the last one. */
export function PinForm({
  refusal,
  onPin,
  onClose,
}: {
  refusal: Refusal | null;
  onPin: (pin: string) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [pin, setPin] = useState('');
  const isNew = refusal?.code === 'pin_not_set';
  const set = useMutation({
    mutationFn: () => ask<void>('PUT', '/v1/sessions/current/pin', { body: { pin } }),
    onSuccess: () => onPin(pin),
  });
  const failure = isNew ? set.error : refusal;
  const error = failure instanceof Refusal ? failure.at('/pin') : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isNew) set.mutate();
    else onPin(pin);
  };
  return (
    <form className="form card" onSubmit={submit}>
      <p>{t(isNew ? 'volunteer.pin.new' : 'volunteer.pin.why')}</p>
      <SixDigits
        label={t('volunteer.pin.label')}
        value={pin}
        onChange={setPin}
        error={error}
        isSecret
        testId="pin"
      />
      {error === null && <FailureNotice failure={failure} />}
      <button
        type="submit"
        className="button button-main button-wide"
        disabled={set.isPending}
        data-testid="give-pin"
      >
        {t(isNew ? 'volunteer.pin.set' : 'volunteer.pin.give')}
      </button>
      <button type="button" className="button button-wide" onClick={onClose} data-testid="no-pin">
        {t('shared.notNow')}
      </button>
    </form>
  );
}
