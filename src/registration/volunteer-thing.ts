import type { VolunteerRow } from '../people/index.ts';

/** What an officer sees and decides about is where the volunteer lives, and neither oneself nor whom one entered. */
export function volunteerThing({ id, residenceRegion, registeredBy }: VolunteerRow) {
  const parties = registeredBy === null ? [id] : [id, registeredBy];
  return { region: residenceRegion, owner: id, parties };
}
