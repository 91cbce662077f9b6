import type { ReactNode } from 'react';
import { useRoute } from '../shared/route.ts';
import { Review } from './review.tsx';
import { ReviewList } from './review-list.tsx';

export default function AdministrationFace(): ReactNode {
  const { segments } = useRoute();
  const [, place, id] = segments;
  if (place === 'activities' && id !== undefined) return <Review key={id} id={id} />;
  return <ReviewList />;
}
