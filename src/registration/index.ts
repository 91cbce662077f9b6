export { categories } from './categories.ts';
export { consentView } from './consent.ts';
export { type VolunteerSearch, listVolunteers } from './list-volunteers.ts';
export { hasConsented } from './has-consented.ts';
export { type KnownRegistrant, registerMany, registrantsMax } from './register-many.ts';
export { requireServing } from './require-serving.ts';
export { volunteerThing } from './review-volunteer.ts';
export { consentsOf } from './store.ts';
export {
  examineRoster,
  type GoodEntry,
  type Roster,
  type RosterForm,
  registerRoster,
  type Verdict,
} from './register-roster.ts';
export { AssistedBody, State as VolunteerStateName } from './schemas.ts';
export { skills } from './skills.ts';
