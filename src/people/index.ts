export { addPersonWithPhone, maskedPhones } from './add-person.ts';
export { birthDateOf } from './birth-date.ts';
export { nationalIdOf } from './national-id.ts';
export { readPhone } from './phone.ts';
export { registerMany, registrantsMax } from './register-many.ts';
export { registerVolunteer } from './register-volunteer.ts';
export { findPersonByPhone } from './store.ts';
export { describeVolunteer, maskedVolunteers } from './volunteer.ts';
