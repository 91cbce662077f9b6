import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Redemption } from '../shared/contract.ts';
import { Field } from '../shared/field.tsx';
import { centipointsFrom, inFours, pointsInWords } from '../shared/format.ts';
import { NoAnswer, Refusal } from '../shared/http.ts';
import { Notice } from '../shared/notice.tsx';
import { type Keyed, keyed, useKeyedPost } from '../shared/use-keyed-post.ts';
import { Received } from './received.tsx';
import { Refused } from './refused.tsx';
import { sayReceived } from './speech.ts';
import { keepUnanswered, type RedemptionBody, unanswered } from './unanswered.ts';

export function Till(): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [amount, setAmount] = useState('');
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState<'amount' | 'code' | null>(null);
  const [pending, setPending] = useState<Keyed<RedemptionBody> | null>(unanswered);
  const amountInput = useRef<HTMLInputElement>(null);
  const codeInput = useRef<HTMLInputElement>(null);
  const { post, retrying } = useKeyedPost<RedemptionBody, Redemption>('/v1/redemptions');

  const redeem = (sending: Keyed<RedemptionBody>): void => {
    keepUnanswered(sending);
    setPending(sending);
    post.mutate(sending, {
      onSuccess: (redemption) => sayReceived(redemption.centipoints),
      onSettled: (_, failure) => {
        // Without an answer the points may have moved: only that same sending may follow.
        if (failure instanceof NoAnswer) return;
        keepUnanswered(null);
        setPending(null);
        void client.invalidateQueries({ queryKey: ['redemptions'] });
        void client.invalidateQueries({ queryKey: ['merchant'] });
      },
    });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // A scanner gun may read the same code twice while the first reading is on its way.
    if (pending !== null) return;
    const centipoints = centipointsFrom(amount);
    const digits = code.replace(/\D/g, '');
    if (centipoints === null) {
      setWrong('amount');
      amountInput.current?.focus();
    } else if (digits.length !== 18) {
      setWrong(digits === '' ? null : 'code');
      codeInput.current?.focus();
    } else {
      setWrong(null);
      redeem(keyed({ code: digits, centipoints }));
    }
  };
  const close = (kept: 'nothing' | 'amount'): void => {
    post.reset();
    setCode('');
    if (kept === 'nothing') setAmount('');
    (kept === 'nothing' ? amountInput : codeInput).current?.focus();
  };

  return (
    <section className="card" aria-labelledby="till-title">
      <h2 id="till-title">{t('merchant.till.title')}</h2>
      <form className="form" onSubmit={submit} noValidate>
        <Field
          label={t('merchant.till.amount')}
          error={wrong === 'amount' ? t('merchant.till.amountWrong') : null}
        >
          {(describing) => (
            <input
              {...describing}
              ref={amountInput}
              className="till-input"
              inputMode="decimal"
              autoComplete="off"
              maxLength={10}
              value={amount}
              data-testid="amount"
              onChange={(event) => setAmount(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={t('merchant.till.code')}
          hint={t('merchant.till.codeHint')}
          error={wrong === 'code' ? t('merchant.till.codeWrong') : null}
        >
          {(describing) => (
            <input
              {...describing}
              ref={codeInput}
              className="till-input"
              inputMode="numeric"
              autoComplete="off"
              maxLength={30}
              value={code}
              data-testid="pay-code"
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Field>
        <Unanswered pending={pending} retrying={retrying} busy={post.isPending} onAgain={redeem} />
        {pending === null && (
          <button type="submit" className="button button-main till-button" data-testid="redeem">
            {t('merchant.till.redeem')}
          </button>
        )}
      </form>
      {post.isSuccess && <Received redemption={post.data} onClose={() => close('nothing')} />}
      {post.error instanceof Refusal && (
        <Refused refusal={post.error} onClose={() => close('amount')} />
      )}
    </section>
  );
}

function Unanswered({
  pending,
  retrying,
  busy,
  onAgain,
}: {
  pending: Keyed<RedemptionBody> | null;
  retrying: boolean;
  busy: boolean;
  onAgain: (sending: Keyed<RedemptionBody>) => void;
}): ReactNode {
  const { t } = useTranslation();
  if (pending === null) return null;
  if (busy) {
    return (
      <Notice
        tone={retrying ? 'warning' : 'info'}
        title={retrying ? t('shared.retrying') : t('merchant.till.asking')}
        testId={retrying ? 'retrying' : 'asking'}
      />
    );
  }
  return (
    <Notice tone="warning" title={t('merchant.till.unanswered')} testId="unanswered">
      <p>
        {t('merchant.till.unansweredNext', {
          points: pointsInWords(pending.body.centipoints),
          code: inFours(pending.body.code),
        })}
      </p>
      <button
        type="button"
        className="button button-main"
        onClick={() => onAgain(pending)}
        data-testid="ask-again"
      >
        {t('merchant.till.askAgain')}
      </button>
    </Notice>
  );
}
