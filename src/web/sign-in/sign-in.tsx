import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal, send } from '../shared/http.ts';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { signIn } from '../shared/session.ts';
import { useTown } from '../shared/use-town.ts';
import { CodeField } from './code-field.tsx';
import { DemoLogins } from './demo-logins.tsx';
import { DemoMailbox } from './demo-mailbox.tsx';
import { PhoneField } from './phone-field.tsx';
import { useCountdown } from './use-countdown.ts';
import './sign-in.css';

interface CodeSent {
  expiresInSeconds: number;
  retryAfterSeconds: number;
}

export function SignIn({ because }: { because: 'asked' | 'ended' | 'never' }): ReactNode {
  const { t } = useTranslation();
  const town = useTown();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
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
  const enter = useMutation({ mutationFn: () => signIn(phone, code) });

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
    <Page title={t('signIn.title')}>
      <p className="soft">{t('signIn.welcome')}</p>
      {because === 'ended' && <Notice tone="warning" title={t('signIn.ended')} />}
      <FailureNotice failure={town.error} retry={() => void town.refetch()} />
      {town.data?.demo === true && (
        <DemoLogins logins={town.data.demoLogins} onChoose={requestFor} busy={request.isPending} />
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
        {town.data?.demo === true && request.variables !== undefined && !request.isPending && (
          <DemoMailbox
            phone={request.variables}
            requestedAt={request.submittedAt}
            onUse={setCode}
          />
        )}
        <button
          type="submit"
          className="button button-main button-wide"
          disabled={enter.isPending}
          data-testid="sign-in"
        >
          {enter.isPending ? t('shared.sending') : t('signIn.submit')}
        </button>
      </form>
    </Page>
  );
}
