export { categories } from './categories.ts';
export { consentView } from './consent.ts';
export { hasConsented } from './has-consented.ts';
export { requireSeen } from './protect.ts';
export { type KnownRegistrant, registerMany, registrantsMax } from './register-many.ts';
export { requireServing } from './require-serving.ts';
export { consentsOf, markWithdrawn } from './store.ts';
export { volunteerThing } from './volunteer-thing.ts';
export { endRegistration } from './withdraw-consent.ts';
