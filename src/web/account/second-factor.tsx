import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SixDigits } from '../shared/code-fields.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { go } from '../shared/route.ts';
import { ask, renew } from '../shared/session.ts';
import { FactorFields, type Factors, noFactors } from './factor-fields.tsx';
import { RecoveryCodes, SecretShown } from './secret-shown.tsx';

/** Few enough to make new ones before the last is gone. */
const fewCodes = 3;

/** What stands for the second factor, and how to change it. */
export function SecondFactor({ codesLeft }: { codesLeft: number }): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="card form" data-testid="second-factor">
      <h2>{t('account.factor.title')}</h2>
      <p data-testid="codes-left">{t('account.factor.left', { count: codesLeft })}</p>
      {codesLeft <= fewCodes && <Notice tone="warning" title={t('account.factor.few')} />}
      <a className="button" href="#/account/recovery-codes" data-testid="new-codes">
        {t('account.factor.newCodes')}
      </a>
      <a className="button" href="#/account/authenticator" data-testid="new-authenticator">
        {t('account.factor.change')}
      </a>
    </section>
  );
}

function leave(): void {
  go('/account');
  // How many codes are left is a part of who is signed in.
  void renew();
}

/** New recovery codes in the place of the old ones. */
export function NewRecoveryCodes(): ReactNode {
  const { t } = useTranslation();
  const [factors, setFactors] = useState<Factors>(noFactors);
  const make = useMutation({
    mutationFn: () =>
      ask<{ recoveryCodes: string[] }>('POST', '/v1/me/recovery-codes', { body: factors }),
  });
  const refused = make.error instanceof Refusal ? make.error : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Page title={t('account.factor.newCodes')} back="#/account">
      {make.data === undefined ? (
        <form className="form card" onSubmit={submit}>
          <p>{t('account.factor.newCodesWhy')}</p>
          <FactorFields factors={factors} onChange={setFactors} refused={refused} />
          <Rest refused={refused} failure={make.error} fields={['/password', '/code']} />
          <Submit busy={make.isPending} words={t('account.factor.newCodes')} testId="make-codes" />
        </form>
      ) : (
        <RecoveryCodes
          done={t('account.factor.codesMade')}
          codes={make.data.recoveryCodes}
          onKept={leave}
        />
      )}
    </Page>
  );
}

interface Offered {
  secret: string;
  uri: string;
  offer: string;
}

/** Another authenticator in the place of the present one: of a new telephone, or because one was seen. */
export function NewAuthenticator(): ReactNode {
  const { t } = useTranslation();
  const begin = useMutation({
    mutationFn: () => ask<Offered>('POST', '/v1/me/authenticator-offers'),
  });
  return (
    <Page title={t('account.factor.change')} back="#/account">
      {begin.data === undefined ? (
        <section className="card form">
          <p>{t('account.factor.changeWhy')}</p>
          <FailureNotice failure={begin.error} />
          <button
            type="button"
            className="button button-main button-wide"
            disabled={begin.isPending}
            onClick={() => begin.mutate()}
            data-testid="begin-change"
          >
            {t('account.enrol.begin')}
          </button>
        </section>
      ) : (
        <ConfirmNew offered={begin.data} />
      )}
    </Page>
  );
}

function ConfirmNew({ offered }: { offered: Offered }): ReactNode {
  const { t } = useTranslation();
  const [factors, setFactors] = useState<Factors>(noFactors);
  const [newCode, setNewCode] = useState('');
  const change = useMutation({
    mutationFn: () =>
      ask<void>('PUT', '/v1/me/authenticator', {
        body: { ...factors, offer: offered.offer, newCode },
      }),
  });
  const refused = change.error instanceof Refusal ? change.error : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate();
  };
  if (change.isSuccess) {
    return (
      <section className="card form">
        <Notice tone="done" title={t('account.factor.changed')} testId="authenticator-changed" />
        <button type="button" className="button button-main button-wide" onClick={leave}>
          {t('account.title')}
        </button>
      </section>
    );
  }
  return (
    <form className="form card" onSubmit={submit}>
      <SecretShown secret={offered.secret} uri={offered.uri} />
      <SixDigits
        label={t('account.factor.newCode')}
        value={newCode}
        onChange={setNewCode}
        error={refused?.at('/newCode') ?? null}
        testId="authenticator-code"
      />
      <FactorFields factors={factors} onChange={setFactors} refused={refused} />
      <Rest refused={refused} failure={change.error} fields={['/password', '/code', '/newCode']} />
      <Submit busy={change.isPending} words={t('account.enrol.confirm')} testId="confirm-change" />
    </form>
  );
}

/** What went wrong and stands at none of the fields. */
function Rest({
  refused,
  failure,
  fields,
}: {
  refused: Refusal | null;
  failure: Error | null;
  fields: string[];
}): ReactNode {
  if (fields.some((field) => refused !== null && refused.at(field) !== null)) return null;
  return <FailureNotice failure={failure} />;
}

function Submit({
  busy,
  words,
  testId,
}: {
  busy: boolean;
  words: string;
  testId: string;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <button
      type="submit"
      className="button button-main button-wide"
      disabled={busy}
      data-testid={testId}
    >
      {busy ? t('shared.sending') : words}
    </button>
  );
}
