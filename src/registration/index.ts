export { categories } from './categories.ts';
export { consentView } from './consent.ts';
export { hasConsented } from './has-consented.ts';
export { type KnownRegistrant, registerMany, registrantsMax } from './register-many.ts';
export { requireServing } from './require-serving.ts';
export { volunteerThing } from './review-volunteer.ts';
export { consentsOf } from './store.ts';
