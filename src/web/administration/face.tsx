import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { OneImport } from '../imports/own-imports.tsx';
import { ImportPage } from '../imports/page.tsx';
import { FilingList } from '../organisations/filing-list.tsx';
import { FilingPage } from '../organisations/filing-page.tsx';
import type { Me } from '../shared/contract.ts';
import { Page } from '../shared/page.tsx';
import { useRoute } from '../shared/route.ts';
import { Assisted } from './assisted.tsx';
import { AuditLog } from './audit-log.tsx';
import { Corrections } from './corrections.tsx';
import { DeskLinks } from './desk-links.tsx';
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
  if (place === 'registrations') return <Assisted person={person} />;
  if (place === 'corrections') return <Corrections />;
  if (place === 'audit-log') return <AuditLog />;
  if (place === 'filings' && id !== undefined) return <FilingPage key={id} id={id} />;
  if (place === 'filings') return <FilingList person={person} />;
  if (place === 'imports' && id !== undefined) return <OneImport key={id} id={id} />;
  if (place === 'imports') return <ImportPage person={person} />;
  return (
    <Page title={t('administration.title')}>
      <Waiting person={person} />
      <DeskLinks person={person} />
      {person.may.includes('activity.review') && <ReviewList />}
    </Page>
  );
}
