import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action, Me } from '../shared/contract.ts';

/** The pages of the desk, for whom they are. */
export function DeskLinks({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const links: [place: string, actions: Action[], words: string][] = [
    ['volunteers', ['volunteer.read'], t('administration.volunteers.title')],
    ['registrations', ['volunteer.register_for'], t('desk.assisted.title')],
    ['corrections', ['correction.decide'], t('desk.corrections.title')],
    ['filings', ['filing.read', 'filing.advise'], t('organisations.filing.title')],
    ['annual-reports', ['annual_report.read'], t('organisations.reports.title')],
    ['organisations', ['organisation.enter'], t('organisations.enter.title')],
    ['stations', ['station.oversee'], t('organisations.stations.title')],
    ['liaison-coverage', ['liaison_coverage.read'], t('organisations.coverage.title')],
    ['imports', ['import.make'], t('imports.title')],
    ['audit-log', ['audit_entry.read'], t('desk.audit.title')],
  ];
  return (
    <nav className="buttons" aria-label={t('administration.pages')}>
      {links
        .filter(([, actions]) => actions.some((one) => person.may.includes(one)))
        .map(([place, , words]) => (
          <a key={place} className="button" href={`#/administration/${place}`} data-testid={place}>
            {words}
          </a>
        ))}
      <a className="button" href="#/organisations" data-testid="directory">
        {t('organisations.title')}
      </a>
    </nav>
  );
}
