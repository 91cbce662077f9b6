import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Town } from '../shared/contract.ts';
import { Refusal, send } from '../shared/http.ts';
import { signIn } from '../shared/session.ts';
import { Tick } from '../shared/tick.tsx';
import { CodeField } from './code-field.tsx';
import { DemoLogins } from './demo-logins.tsx';
import { DemoMailbox } from './demo-mailbox.tsx';
import { PhoneField } from './phone-field.tsx';
import { useCountdown } from './use-countdown.ts';

interface CodeSent {
  expiresInSeconds: number;
  retryAfterSeconds: number;
}

/** Phone and one-time code: everybody's way in. */
export function PhoneSignIn({ town }: { town: Town | undefined }): ReactNode {
  const { t } = useTranslation();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const { request, wait, codeInput } = useCodeRequest();
  const [sharedDevice, setSharedDevice] = useState(false);
  const enter = useMutation({ mutationFn: () => signIn(phone, code, sharedDevice) });

  const requestFor = (to: string): void => {
    setPhone(to);
    setCode('');
    enter.reset();
    request.mutate(to);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    enter.mutate();
  };

  return (
    <>
      {town?.demo === true && (
        <DemoLogins logins={town.demoLogins} onChoose={requestFor} busy={request.isPending} />
      )}
      <form className="form card" onSubmit={submit}>
        <PhoneField value={phone} onChange={setPhone} failure={request.error} />
        <CodeField
          input={codeInput}
          value={code}
          onChange={setCode}
          onRequest={() => requestFor(phone)}
          canRequest={/^1\d{10}$/.test(phone) && wait.seconds === 0 && !request.isPending}
          secondsToWait={wait.seconds}
          sentTo={request.isSuccess ? request.variables : null}
          failure={enter.error}
        />
        {town?.demo === true && request.variables !== undefined && !request.isPending && (
          <DemoMailbox
            phone={request.variables}
            requestedAt={request.submittedAt}
            onUse={setCode}
          />
        )}
        <SharedDevice shared={sharedDevice} onChange={setSharedDevice} />
        <button
          type="submit"
          className="button button-main button-wide"
          disabled={enter.isPending}
          data-testid="sign-in"
        >
          {enter.isPending ? t('shared.sending') : t('signIn.submit')}
        </button>
      </form>
    </>
  );
}

/** Asking for a code, and how long until the next may be asked for. */
function useCodeRequest() {
  const codeInput = useRef<HTMLInputElement>(null);
  const wait = useCountdown();

  const request = useMutation({
    mutationFn: (to: string) =>
      send<CodeSent>('POST', '/v1/sign-in-codes', { body: { phone: to } }),
    onSuccess: ({ retryAfterSeconds }) => {
      wait.start(retryAfterSeconds);
      codeInput.current?.focus();
    },
    onError: (failure) => {
      if (failure instanceof Refusal && failure.retryAfterSeconds !== null) {
        wait.start(failure.retryAfterSeconds);
      }
    },
  });
  return { request, wait, codeInput };
}

function SharedDevice({
  shared,
  onChange,
}: {
  shared: boolean;
  onChange: (shared: boolean) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <Tick words={t('signIn.shared')} ticked={shared} onTick={onChange} testId="shared-device" />
  );
}
