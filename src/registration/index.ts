export { lockFor, type OnBehalf } from './act-for.ts';
export { categories } from './categories.ts';
export { consentView } from './consent.ts';
export { endRegistration, standing } from './end-serving.ts';
export { examineRoster } from './examine-roster.ts';
export { hasConsented } from './has-consented.ts';
export { endUnanswered, lapseGuardians } from './lapse-guardians.ts';
export { listOwnCorrections } from './list-corrections.ts';
export { listVolunteers, type VolunteerSearch } from './list-volunteers.ts';
export { prepareRoster } from './prepare-roster.ts';
export { requireSeen } from './protect.ts';
export { type KnownRegistrant, registerMany, registrantsMax } from './register-many.ts';
export { requireServing } from './require-serving.ts';
export {
  AssistedBody,
  Ground,
  State as VolunteerStateName,
  VolunteerSearch as VolunteerSearchBody,
} from './schemas.ts';
export { searchVolunteers, type VolunteerQuery } from './search-volunteers.ts';
export { skills } from './skills.ts';
export { consentsOf, markWithdrawn } from './store.ts';
export { volunteerThing } from './volunteer-thing.ts';
