import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Town } from '../shared/contract.ts';
import { send } from '../shared/http.ts';
import { signIn } from '../shared/session.ts';
import { Tick } from '../shared/tick.tsx';
import { CodeField } from './code-field.tsx';
import { type CodeSent, useCodeRequest } from './code-request.ts';
import { DemoLogins } from './demo-logins.tsx';
import { DemoMailbox } from './demo-mailbox.tsx';
import { faultOf } from './phone.ts';
import { PhoneField } from './phone-field.tsx';

/** Phone and one-time code: everybody's way in. */
export function PhoneSignIn({ town }: { town: Town | undefined }): ReactNode {
  const { t } = useTranslation();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const codeInput = useRef<HTMLInputElement>(null);
  const { request, wait } = useCodeRequest(
    (to: string) => send<CodeSent>('POST', '/v1/sign-in-codes', { body: { phone: to } }),
    () => codeInput.current?.focus(),
  );
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
  const asking = {
    ...{ missing: faultOf(phone), busy: request.isPending, secondsToWait: wait.seconds },
    onRequest: () => requestFor(phone),
  };
  const asked = town?.demo === true && !request.isPending ? request.variables : undefined;

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
          asking={asking}
          sent={request.isSuccess ? { ...request.data, to: request.variables } : null}
          failure={enter.error}
        />
        {asked !== undefined && (
          <DemoMailbox phone={asked} requestedAt={request.submittedAt} onUse={setCode} />
        )}
        <SharedDevice shared={sharedDevice} onChange={setSharedDevice} rules={town?.signIn} />
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

function SharedDevice({
  shared,
  onChange,
  rules,
}: {
  shared: boolean;
  onChange: (shared: boolean) => void;
  rules: Town['signIn'] | undefined;
}): ReactNode {
  const { t } = useTranslation();
  const when = rules ? t('signIn.sharedEnds', { minutes: rules.sharedIdleMinutes }) : '';
  const words = `${t('signIn.shared')}${when}`;
  return <Tick words={words} ticked={shared} onTick={onChange} testId="shared-device" />;
}
