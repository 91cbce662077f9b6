import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dayNames } from '../shared/format.ts';
import { type HalfDay, halfDays } from './offer.ts';

const halves = Object.keys(halfDays) as HalfDay[];

/** The half days of a week, a day in each line. What is chosen is named as in `slots`: `3-evening`. */
export function TimesGrid({
  chosen,
  onChoose,
  error,
}: {
  chosen: readonly string[];
  onChoose: (slots: string[]) => void;
  error: string | null;
}): ReactNode {
  const { t } = useTranslation();
  const toggle = (slot: string): void =>
    onChoose(chosen.includes(slot) ? chosen.filter((one) => one !== slot) : [...chosen, slot]);
  return (
    <fieldset className="ticks" data-testid="times">
      <legend>{t('registration.times')}</legend>
      <p className="hint">{t('registration.timesHint')}</p>
      <div className="times-grid">
        <span />
        {halves.map((half) => (
          <span key={half} className="times-head" aria-hidden="true">
            {t(`registration.halfShort.${half}`)}
          </span>
        ))}
        {dayNames.map((name, n) => [
          <span key={name} aria-hidden="true">
            {t(`registration.day.${name}`)}
          </span>,
          ...halves.map((half) => {
            const slot = `${n + 1}-${half}`;
            return (
              <label key={slot} className="tick-box times-cell">
                <span className="unseen">
                  {`${t(`registration.day.${name}`)} ${t(`registration.half.${half}`)}`}
                </span>
                <input
                  type="checkbox"
                  checked={chosen.includes(slot)}
                  data-testid={`times-${slot}`}
                  onChange={() => toggle(slot)}
                />
              </label>
            );
          }),
        ])}
      </div>
      <p className="field-error" aria-live="polite">
        {error ?? ''}
      </p>
    </fieldset>
  );
}
