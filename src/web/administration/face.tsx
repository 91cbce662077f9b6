import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ImportPage } from '../imports/page.tsx';
import { AnnualReports } from '../organisations/annual-reports.tsx';
import { LiaisonCoverage } from '../organisations/coverage.tsx';
import { EnterOrganisation } from '../organisations/enter-organisation.tsx';
import { EnterStation } from '../organisations/enter-station.tsx';
import { FilingCounts } from '../organisations/filing-counts.tsx';
import { FilingList } from '../organisations/filing-list.tsx';
import { FilingPage } from '../organisations/filing-page.tsx';
import { StationPage } from '../organisations/station-page.tsx';
import { Stations } from '../organisations/stations.tsx';
import type { Me } from '../shared/contract.ts';
import { Page } from '../shared/page.tsx';
import { useRoute } from '../shared/route.ts';
import { Assisted } from './assisted.tsx';
import { AuditLog } from './audit-log.tsx';
import { Corrections } from './corrections.tsx';
import { DeskLinks } from './desk-links.tsx';
import { importsAtDesk, registersAtDesk } from './registering.ts';
import { Review } from './review.tsx';
import { ReviewList } from './review-list.tsx';
import { VolunteerPage } from './volunteer.tsx';
import { Volunteers } from './volunteers.tsx';
import { Waiting } from './waiting.tsx';
import './administration.css';

export default function AdministrationFace({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const { segments } = useRoute();
  const [, place, id] = segments;
  if (place === 'activities' && id !== undefined) return <Review key={id} id={id} />;
  if (place === 'volunteers' && id !== undefined) return <VolunteerPage key={id} id={id} />;
  if (place === 'volunteers') return <Volunteers person={person} />;
  if (place === 'registrations' && registersAtDesk(person)) return <Assisted person={person} />;
  if (place === 'corrections') return <Corrections />;
  if (place === 'audit-log') return <AuditLog />;
  if (place === 'filings' && id !== undefined) return <FilingPage key={id} id={id} />;
  if (place === 'filings') return <FilingList person={person} />;
  if (place === 'filing-counts') return <FilingCounts />;
  if (place === 'stations' && id === 'new') return <EnterStation person={person} />;
  if (place === 'stations' && id !== undefined)
    return <StationPage key={id} id={id} person={person} />;
  if (place === 'stations') return <Stations mayEnter={person.may.includes('station.enter')} />;
  if (place === 'organisations') return <EnterOrganisation person={person} />;
  if (place === 'annual-reports') return <AnnualReports person={person} />;
  if (place === 'liaison-coverage') return <LiaisonCoverage />;
  const kinds = importsAtDesk(person);
  if (place === 'imports' && kinds.length > 0)
    return (
      <ImportPage of={{ kinds }} at="#/administration/imports" back="#/administration" one={id} />
    );
  return (
    <Page title={t('administration.title')}>
      <Waiting person={person} />
      <DeskLinks person={person} />
      {person.may.includes('activity.review') && <ReviewList />}
    </Page>
  );
}
