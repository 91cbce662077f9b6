import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action, Me, Page } from '../shared/contract.ts';
import { ask } from '../shared/session.ts';

interface Desk {
  name: 'volunteers' | 'filings' | 'lateFilings';
  /** Whoever may do one of these has the desk. */
  actions: Action[];
  path: string;
  href: string;
}

const desks: Desk[] = [
  {
    name: 'volunteers',
    actions: ['volunteer.review_community', 'volunteer.review_street', 'volunteer.review_district'],
    path: '/v1/volunteers?view=review',
    href: '#/administration/volunteers',
  },
  {
    name: 'filings',
    actions: ['filing.first_review', 'filing.decide'],
    path: '/v1/filings?view=review',
    href: '#/administration/filings',
  },
  {
    name: 'lateFilings',
    actions: ['filing.read'],
    path: '/v1/filings?view=area&overdue=true',
    href: '#/administration/filings',
  },
];

const countMax = 100;

/** What waits for this desk, as numbers that lead there. */
export function Waiting({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const mine = desks.filter(({ actions }) => actions.some((action) => person.may.includes(action)));
  if (mine.length === 0) return null;
  return (
    <nav className="tiles" aria-label={t('administration.waiting.title')}>
      {mine.map((desk) => (
        <Tile key={desk.name} desk={desk} />
      ))}
    </nav>
  );
}

function Tile({ desk: { name, path, href } }: { desk: Desk }): ReactNode {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: [name === 'volunteers' ? 'volunteers' : 'filings', 'waiting', name],
    queryFn: () => ask<Page<unknown>>('GET', `${path}&limit=${countMax}`),
    refetchInterval: 60_000,
  });
  const count = data?.items.length ?? 0;
  const isBad = name === 'lateFilings' && count > 0;
  return (
    <a
      className={isBad ? 'card card-link tile tile-bad' : 'card card-link tile'}
      href={href}
      data-testid={`waiting-${name}`}
    >
      <span>{t(`administration.waiting.${name}`)}</span>
      <strong>{data === undefined ? '…' : data.nextCursor === null ? count : `${count}+`}</strong>
    </a>
  );
}
