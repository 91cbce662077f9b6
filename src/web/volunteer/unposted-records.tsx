import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnRecord, Page } from '../shared/contract.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';

/** Service that is not in the statement: on its way, or held, and then why. Shows nothing when there is none. */
export function UnpostedRecords(): ReactNode {
  const { t, i18n } = useTranslation();
  const records = useQuery({
    queryKey: ['records', i18n.language],
    queryFn: () => ask<Page<OwnRecord>>('GET', '/v1/volunteers/me/records?limit=100'),
  });
  const unposted = records.data?.items.filter(({ state }) => state !== 'posted') ?? [];
  if (records.error) {
    return <FailureNotice failure={records.error} retry={() => void records.refetch()} />;
  }
  if (unposted.length === 0) return null;
  return (
    <section data-testid="unposted-records">
      <h2>{t('volunteer.statement.unposted')}</h2>
      <ul className="statement">
        {unposted.map(({ id, title, date, heldReason }) => (
          <li key={id}>
            <p className="statement-words">{title}</p>
            <p className="soft">{date}</p>
            <p>{heldReason?.title ?? t('volunteer.statement.onTheWay')}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
