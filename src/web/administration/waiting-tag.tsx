import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sinceInstant } from '../shared/clock.ts';

const dayMilliseconds = 86_400_000;

/** For how long something waits, at a glance. */
export function WaitingTag({ since }: { since: string }): ReactNode {
  const { t } = useTranslation();
  const days = Math.floor(Math.max(0, sinceInstant(since)) / dayMilliseconds);
  return (
    <span className={days > 0 ? 'tag tag-attention' : 'tag'}>
      {days > 0 ? t('desk.waitingDays', { days }) : t('desk.waitingToday')}
    </span>
  );
}
