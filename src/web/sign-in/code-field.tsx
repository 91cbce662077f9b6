import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { type CodeSent, useWaitInWords } from './code-request.ts';
import type { faultOf } from './phone.ts';

const secondsPerMinute = 60;

/** What the button needs that asks for a code. */
interface Asking {
  /** What the phone lacks; the button says it. */
  missing: ReturnType<typeof faultOf>;
  busy: boolean;
  secondsToWait: number;
  onRequest: () => void;
}

export function CodeField({
  input,
  value,
  onChange,
  asking,
  sent,
  failure,
}: {
  input: RefObject<HTMLInputElement | null>;
  value: string;
  onChange: (code: string) => void;
  asking: Asking;
  sent: (CodeSent & { to: string }) | null;
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
        <RequestButton {...asking} />
      </div>
      <p role="status" className="soft">
        {sent === null
          ? t('signIn.codeHint')
          : t('signIn.sent', {
              phone: sent.to,
              minutes: Math.round(sent.expiresInSeconds / secondsPerMinute),
            })}
      </p>
      {refused === null && <FailureNotice failure={failure} />}
    </>
  );
}

/** Says what keeps it from being pressed. */
function RequestButton({ missing, busy, secondsToWait, onRequest }: Asking): ReactNode {
  const { t } = useTranslation();
  const waitInWords = useWaitInWords();
  const words =
    missing === null
      ? t('signIn.request')
      : t(`signIn.missing.${missing.fault}`, { count: missing.count });
  return (
    <button
      type="button"
      className="button"
      disabled={missing !== null || busy || secondsToWait > 0}
      onClick={onRequest}
      data-testid="request-code"
    >
      {secondsToWait > 0 ? waitInWords(secondsToWait) : words}
    </button>
  );
}
