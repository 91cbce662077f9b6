export { categories } from './categories.ts';
export { hasConsented } from './has-consented.ts';
export { type KnownRegistrant, registerMany, registrantsMax } from './register-many.ts';
export { requireServing } from './require-serving.ts';
