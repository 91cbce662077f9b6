import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';
import { useTown } from '../shared/use-town.ts';
import { type CodeSent, useCodeRequest, useWaitInWords } from '../sign-in/code-request.ts';

/** Six digits; recovery codes are longer. */
const codeCharactersMin = 6;

/** Whether the service wants to know again who is at the device. */
export const wantsConfirmation = (failure: Error | null): boolean =>
  failure instanceof Refusal && failure.code === 'confirmation_needed';

/** Asks for a code once more: of the authenticator where there is one, else from a text message to one's own phone. */
export function ConfirmIdentity({
  byAuthenticator,
  onConfirmed,
}: {
  byAuthenticator: boolean;
  onConfirmed: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const codeInput = useRef<HTMLInputElement>(null);
  const confirm = useMutation({
    mutationFn: () => ask<void>('POST', '/v1/me/confirmations', { body: { code } }),
    onSuccess: onConfirmed,
  });
  const refused = confirm.error instanceof Refusal ? confirm.error.at('/code') : null;
  return (
    <div className="form" data-testid="confirm-identity">
      <p>{t(byAuthenticator ? 'account.confirm.byAuthenticator' : 'account.confirm.byPhone')}</p>
      {!byAuthenticator && <SendCode onSent={() => codeInput.current?.focus()} />}
      <Field
        label={t(byAuthenticator ? 'staff.code' : 'signIn.code')}
        error={refused}
        {...(byAuthenticator ? { hint: t('staff.codeHint') } : {})}
      >
        {(describing) => (
          <input
            {...describing}
            ref={codeInput}
            autoComplete="one-time-code"
            inputMode={byAuthenticator ? 'text' : 'numeric'}
            maxLength={40}
            value={code}
            data-testid="confirmation-code"
            onChange={(event) => setCode(event.target.value.trim())}
          />
        )}
      </Field>
      {refused === null && <FailureNotice failure={confirm.error} />}
      <button
        type="button"
        className="button button-main"
        disabled={confirm.isPending || code.length < codeCharactersMin}
        onClick={() => confirm.mutate()}
        data-testid="confirm-identity-yes"
      >
        {confirm.isPending ? t('shared.sending') : t('account.confirm.yes')}
      </button>
    </div>
  );
}

/** To one's own phone, which the page knows only masked. */
function SendCode({ onSent }: { onSent: () => void }): ReactNode {
  const { t } = useTranslation();
  const town = useTown();
  const { request, wait } = useCodeRequest(
    (_: null) => ask<CodeSent>('POST', '/v1/me/confirmation-codes'),
    onSent,
  );
  const waitInWords = useWaitInWords();
  return (
    <>
      <button
        type="button"
        className="button"
        disabled={wait.seconds > 0 || request.isPending}
        onClick={() => request.mutate(null)}
        data-testid="send-confirmation"
      >
        {wait.seconds > 0 ? waitInWords(wait.seconds) : t('signIn.request')}
      </button>
      <FailureNotice failure={request.error} />
      {town.data?.demo === true && (
        <a className="button button-quiet" href="/mailbox" target="_blank" rel="noreferrer">
          {t('signIn.mailbox')}
        </a>
      )}
    </>
  );
}
