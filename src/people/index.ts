export {
  type Access,
  type Actor,
  actorOf,
  administers,
  guardAccess,
  type Role,
  scopeOf,
  scopesOf,
} from './access.ts';
export { addPersonWithPhone, grantRole } from './add-person.ts';
export { nationalIdOf } from './national-id.ts';
export { registerMany, registrantsMax } from './register-many.ts';
export { registerVolunteer } from './register-volunteer.ts';
export { describeVolunteer, maskedVolunteers } from './volunteer.ts';
