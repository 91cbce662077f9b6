export { categories } from './categories.ts';
export { consentView } from './consent.ts';
export { hasConsented } from './has-consented.ts';
export { listVolunteers, type VolunteerSearch } from './list-volunteers.ts';
export { type KnownRegistrant, registerMany, registrantsMax } from './register-many.ts';
export {
  examineRoster,
  type GoodEntry,
  prepareRoster,
  type Roster,
  type RosterForm,
  type Verdict,
} from './register-roster.ts';
export { requireServing } from './require-serving.ts';
export { volunteerThing } from './review-volunteer.ts';
export { AssistedBody, State as VolunteerStateName } from './schemas.ts';
export { skills } from './skills.ts';
export { consentsOf } from './store.ts';
