import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Correction } from '../registration/contract.ts';
import type { Me, Page as PageOf } from '../shared/contract.ts';
import { ask } from '../shared/session.ts';

const countedMax = 100;

/** The pages about volunteers and the log, for whom they are; of corrections how many wait. */
export function DeskLinks({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const decides = person.may.includes('correction.decide');
  const waiting = useQuery({
    queryKey: ['corrections', 'count'],
    queryFn: () => ask<PageOf<Correction>>('GET', `/v1/corrections?limit=${countedMax}`),
    enabled: decides,
  });
  const count = waiting.data?.items.length ?? 0;
  const more = waiting.data?.nextCursor ? '+' : '';
  const links = [
    ['volunteers', 'volunteer.read', t('administration.volunteers.title')],
    ['registrations', 'volunteer.register_for', t('desk.assisted.title')],
    [
      'corrections',
      'correction.decide',
      count === 0 ? t('desk.corrections.title') : `${t('desk.corrections.title')} ${count}${more}`,
    ],
    ['filings', 'filing.read', t('organisations.filing.title')],
    ['imports', 'import.make', t('imports.title')],
    ['audit-log', 'audit_entry.read', t('desk.audit.title')],
  ] as const;
  return (
    <nav className="buttons" aria-label={t('administration.volunteers.title')}>
      {links
        .filter(([, action]) => person.may.includes(action))
        .map(([place, , words]) => (
          <a key={place} className="button" href={`#/administration/${place}`} data-testid={place}>
            {words}
          </a>
        ))}
      <a className="button" href="#/organisations" data-testid="organisations">
        {t('organisations.title')}
      </a>
    </nav>
  );
}
