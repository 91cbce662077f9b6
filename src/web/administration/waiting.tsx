import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action, Me, Page } from '../shared/contract.ts';
import { ask } from '../shared/session.ts';

/** Whoever may do one of the actions has the desk; the query key is that of the list, whose changes are news here too. */
const desks = [
  {
    name: 'volunteers',
    actions: ['volunteer.review_community', 'volunteer.review_street', 'volunteer.review_district'],
    list: 'volunteers',
    query: 'view=review',
    href: '#/administration/volunteers',
  },
  {
    name: 'corrections',
    actions: ['correction.decide'],
    list: 'corrections',
    query: '',
    href: '#/administration/corrections',
  },
  {
    name: 'filings',
    actions: ['filing.first_review', 'filing.decide'],
    list: 'filings',
    query: 'view=review',
    href: '#/administration/filings?view=review',
  },
  {
    name: 'lateFilings',
    actions: ['filing.read'],
    list: 'filings',
    query: 'view=area&overdue=true',
    href: '#/administration/filings?view=overdue',
  },
] as const satisfies { actions: Action[]; [more: string]: unknown }[];
type Desk = (typeof desks)[number];

/** More is told as «20+»: who has so much to do needs no number. */
const countMax = 20;

/** What waits for this desk, as numbers that lead there. */
export function Waiting({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const mine = desks.filter(({ actions }) => actions.some((one) => person.may.includes(one)));
  if (mine.length === 0) return null;
  return (
    <nav className="tiles" aria-label={t('administration.waiting.title')}>
      {mine.map((desk) => (
        <Tile key={desk.name} desk={desk} />
      ))}
    </nav>
  );
}

function Tile({ desk: { name, list, query, href } }: { desk: Desk }): ReactNode {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: [list, 'waiting', name],
    queryFn: () => ask<Page<unknown>>('GET', `/v1/${list}?limit=${countMax}&${query}`),
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
