import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PayCode } from '../shared/contract.ts';
import { inFours } from '../shared/format.ts';
import { Refusal } from '../shared/http.ts';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { QrCode } from '../shared/qr-code.tsx';
import { useScreenAwake } from '../shared/use-screen-awake.ts';
import { CountdownRing } from './countdown-ring.tsx';
import { Paid } from './paid.tsx';
import { PinForm } from './pin.tsx';
import { usePayCode } from './use-pay-code.ts';

const pinRefusals = new Set(['pin_required', 'pin_not_set', 'pin_wrong', 'pin_locked']);

export function PayCodePage(): ReactNode {
  // A new round after each payment starts from nothing: the spent code must not linger.
  const [round, setRound] = useState(0);
  return <PayCodeRound key={round} onPaid={() => setRound(round + 1)} />;
}

function PayCodeRound({ onPaid }: { onPaid: () => void }): ReactNode {
  const { t } = useTranslation();
  const [pin, setPin] = useState<string | null>(null);
  const [asksPin, setAsksPin] = useState(false);
  const { shown, secondsLeft, redemption, failure, renew } = usePayCode(pin);
  const refusal = failure instanceof Refusal && pinRefusals.has(failure.code) ? failure : null;
  const givePin = (given: string): void => {
    setAsksPin(false);
    setPin(given);
    // The same PIN again, after it was set: nothing changes that would ask by itself.
    if (given === pin) renew();
  };
  const goOnWithout = (): void => {
    setAsksPin(false);
    if (pin === null) renew();
    else setPin(null);
  };
  useScreenAwake();

  if (redemption !== null) return <Paid redemption={redemption} onClose={onPaid} />;
  return (
    <Page title={t('volunteer.payCode.title')}>
      <p>{t('volunteer.payCode.how')}</p>
      {shown === null && failure === null && <Loading rows={4} />}
      {shown !== null && <CodeCard code={shown} secondsLeft={secondsLeft} />}
      {(asksPin || refusal !== null) && (
        <PinForm refusal={refusal} onPin={givePin} onClose={goOnWithout} />
      )}
      {!asksPin && refusal === null && pin === null && (
        <button
          type="button"
          className="button button-wide"
          onClick={() => setAsksPin(true)}
          data-testid="pay-more"
        >
          {t('volunteer.pin.more')}
        </button>
      )}
      {failure !== null && refusal === null && (
        <>
          <FailureNotice failure={failure} />
          <button
            type="button"
            className="button button-main"
            onClick={renew}
            data-testid="renew-pay-code"
          >
            {t('volunteer.payCode.renew')}
          </button>
        </>
      )}
      <Notice tone="info">
        <p>{t('volunteer.payCode.noScreenshots')}</p>
      </Notice>
    </Page>
  );
}

function CodeCard({ code, secondsLeft }: { code: PayCode; secondsLeft: number }): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="card pay-code">
      <QrCode text={code.code} label={t('volunteer.payCode.qr')} />
      <p className="pay-digits" data-testid="pay-code" data-code={code.code}>
        {inFours(code.code)}
      </p>
      <CountdownRing seconds={secondsLeft} of={code.validSeconds} />
    </section>
  );
}
