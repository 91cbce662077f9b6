import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action, Me } from '../shared/contract.ts';
import { importsAtDesk, registersAtDesk } from './registering.ts';

/** The pages of the desk, for whom they are. */
export function DeskLinks({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const may = (...actions: Action[]): boolean => actions.some((one) => person.may.includes(one));
  const links: [place: string, isOffered: boolean, words: string][] = [
    ['volunteers', may('volunteer.read'), t('administration.volunteers.title')],
    ['registrations', registersAtDesk(person), t('desk.assisted.title')],
    ['corrections', may('correction.decide'), t('desk.corrections.title')],
    ['filings', may('filing.read', 'filing.advise'), t('organisations.filing.title')],
    ['filing-counts', may('filing.count'), t('organisations.filing.counts.title')],
    ['annual-reports', may('annual_report.read'), t('organisations.reports.title')],
    ['organisations', may('organisation.enter'), t('organisations.enter.title')],
    ['stations', may('station.oversee'), t('organisations.stations.title')],
    ['liaison-coverage', may('liaison_coverage.read'), t('organisations.coverage.title')],
    ['imports', importsAtDesk(person).length > 0, t('imports.title')],
    ['audit-log', may('audit_entry.read'), t('desk.audit.title')],
  ];
  return (
    <nav className="buttons" aria-label={t('administration.pages')}>
      {links
        .filter(([, isOffered]) => isOffered)
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
