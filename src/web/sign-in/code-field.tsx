import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';

export function CodeField({
  input,
  value,
  onChange,
  onRequest,
  canRequest,
  secondsToWait,
  sentTo,
  failure,
}: {
  input: RefObject<HTMLInputElement | null>;
  value: string;
  onChange: (code: string) => void;
  onRequest: () => void;
  canRequest: boolean;
  secondsToWait: number;
  sentTo: string | null;
  failure: Error | null;
}): ReactNode {
  const { t } = useTranslation();
  const refused = failure instanceof Refusal ? failure.title : null;
  return (
    <>
      <div className="code-row">
        <Field label={t('signIn.code')} error={refused}>
          {(describing) => (
            <input
              {...describing}
              ref={input}
              required
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={8}
              value={value}
              data-testid="code"
              onChange={(event) => onChange(event.target.value.replace(/\D/g, ''))}
            />
          )}
        </Field>
        <button
          type="button"
          className="button"
          disabled={!canRequest}
          onClick={onRequest}
          data-testid="request-code"
        >
          {secondsToWait > 0
            ? t('signIn.requestAgainIn', { seconds: secondsToWait })
            : t('signIn.request')}
        </button>
      </div>
      <p role="status" className="soft">
        {sentTo === null ? t('signIn.codeHint') : t('signIn.sent', { phone: sentTo })}
      </p>
      {refused === null && <FailureNotice failure={failure} />}
    </>
  );
}
