import type { ReactNode } from 'react';
import { OneImport } from '../imports/own-imports.tsx';
import { ImportPage } from '../imports/page.tsx';
import type { Me } from '../shared/contract.ts';
import { useRoute } from '../shared/route.ts';
import { Review } from './review.tsx';
import { ReviewList } from './review-list.tsx';
import { VolunteerPage } from './volunteer.tsx';
import { Volunteers } from './volunteers.tsx';

export default function AdministrationFace({ person }: { person: Me }): ReactNode {
  const { segments } = useRoute();
  const [, place, id] = segments;
  if (place === 'activities' && id !== undefined) return <Review key={id} id={id} />;
  if (place === 'volunteers' && id !== undefined)
    return <VolunteerPage key={id} id={id} person={person} />;
  if (place === 'volunteers') return <Volunteers />;
  if (place === 'imports' && id !== undefined) return <OneImport key={id} id={id} />;
  if (place === 'imports') return <ImportPage person={person} />;
  return <ReviewList person={person} />;
}
