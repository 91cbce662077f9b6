import { instantFromTownTime, townTimeOf } from '../shared/clock.ts';
import type { Activity, Datum } from '../shared/contract.ts';

/** What the form of an activity holds: texts, as people type them. */
export const emptyDraft = {
  title: '',
  category: '',
  content: '',
  riskNote: '',
  placeName: '',
  latitude: '',
  longitude: '',
  datum: 'WGS84',
  radiusMetres: '300',
  startsAt: '',
  endsAt: '',
  capacity: '20',
};

export type Draft = typeof emptyDraft;

export function draftOf({ place, ...activity }: Activity): Draft {
  return {
    title: activity.title,
    category: activity.category,
    content: activity.content,
    riskNote: activity.riskNote,
    placeName: place.name,
    latitude: String(place.latitude),
    longitude: String(place.longitude),
    datum: place.datum,
    radiusMetres: String(activity.radiusMetres),
    startsAt: townTimeOf(activity.startsAt),
    endsAt: townTimeOf(activity.endsAt),
    capacity: String(activity.capacity),
  };
}

export function bodyOf(draft: Draft): object {
  return {
    title: draft.title.trim(),
    category: draft.category,
    content: draft.content.trim(),
    riskNote: draft.riskNote.trim(),
    place: {
      name: draft.placeName.trim(),
      latitude: Number(draft.latitude),
      longitude: Number(draft.longitude),
      datum: draft.datum as Datum,
    },
    radiusMetres: Number(draft.radiusMetres),
    startsAt: instantFromTownTime(draft.startsAt),
    endsAt: instantFromTownTime(draft.endsAt),
    capacity: Number(draft.capacity),
  };
}
