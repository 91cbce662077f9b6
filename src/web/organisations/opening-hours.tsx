import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dayNames } from '../shared/format.ts';
import './organisations.css';

/** One stretch of a week; day 1 is Monday. */
export interface Hours {
  day: number;
  from: string;
  to: string;
}

const another: Hours = { day: 6, from: '09:00', to: '12:00' };

/** When the doors are open: a line for each stretch, so that a noon break is two lines of one day. */
export function OpeningHours({
  hours,
  onChange,
  error,
}: {
  hours: Hours[];
  onChange: (hours: Hours[]) => void;
  error: string | null;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <fieldset className="ticks" data-testid="opening-hours">
      <legend>{t('organisations.stations.field.hours')}</legend>
      {hours.map((one, n) => (
        <HoursLine
          key={n}
          hours={one}
          onChange={(part) =>
            onChange(hours.map((each, at) => (at === n ? { ...each, ...part } : each)))
          }
          onRemove={() => onChange(hours.filter((_, at) => at !== n))}
        />
      ))}
      <button
        type="button"
        className="button"
        onClick={() => onChange([...hours, another])}
        data-testid="more-hours"
      >
        {t('organisations.stations.moreHours')}
      </button>
      <p className="field-error" aria-live="polite">
        {error ?? ''}
      </p>
    </fieldset>
  );
}

function HoursLine({
  hours: { day, from, to },
  onChange,
  onRemove,
}: {
  hours: Hours;
  onChange: (part: Partial<Hours>) => void;
  onRemove: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const nameOf = (each: number): string => t(`registration.day.${dayNames[each - 1]!}`);
  return (
    <div className="hours-line">
      <select
        aria-label={t('organisations.stations.day')}
        value={day}
        onChange={(event) => onChange({ day: Number(event.target.value) })}
      >
        {dayNames.map((name, at) => (
          <option key={name} value={at + 1}>
            {nameOf(at + 1)}
          </option>
        ))}
      </select>
      {(['from', 'to'] as const).map((end) => (
        <input
          key={end}
          type="time"
          required
          aria-label={`${nameOf(day)} ${t(`organisations.stations.${end}`)}`}
          value={end === 'from' ? from : to}
          onChange={(event) => onChange({ [end]: event.target.value })}
        />
      ))}
      <button
        type="button"
        className="button"
        aria-label={`${t('organisations.stations.remove')} ${nameOf(day)} ${from}`}
        onClick={onRemove}
      >
        {t('organisations.stations.remove')}
      </button>
    </div>
  );
}
