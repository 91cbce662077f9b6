import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const radius = 26;
const around = 2 * Math.PI * radius;

/** Not announced each second: a screen reader may ask for it, it does not chatter. */
export function CountdownRing({ seconds, of }: { seconds: number; of: number }): ReactNode {
  const { t } = useTranslation();
  const part = Math.min(1, Math.max(0, seconds / of));
  return (
    <div className="countdown" role="timer">
      <svg viewBox="0 0 60 60" aria-hidden="true" focusable="false">
        <circle cx="30" cy="30" r={radius} />
        <circle
          className="countdown-left"
          cx="30"
          cy="30"
          r={radius}
          strokeDasharray={around}
          strokeDashoffset={around * (1 - part)}
        />
      </svg>
      <span>{t('volunteer.payCode.secondsLeft', { seconds })}</span>
    </div>
  );
}
