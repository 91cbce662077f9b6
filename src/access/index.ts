export {
  type GrantSearch,
  grantsInForce,
  grantsOfPerson,
  grantsWithin,
} from './grant-list-store.ts';
export { actorOf, guardAccess } from './guard.ts';
export { lockHolders } from './holder-store.ts';
export {
  type Actor,
  actionsOf,
  appointableBy,
  appointmentAreas,
  appointmentPlaces,
  areasOf,
  may,
  mayAppoint,
  mayAsk,
  placeOf,
  placesOf,
  requireMay,
  requireMayAppoint,
  type Thing,
} from './may.ts';
export type { Action } from './policy.ts';
export { refuse as refuseAccess } from './refusals.ts';
export { isStaffRole, type Role, roleNames, roles, type ScopeKind } from './roles.ts';
export { updateScope } from './scope-store.ts';
export {
  addGrant,
  addOwnGrants,
  type BodyGrants,
  type CurrentRole,
  type EndedGrant,
  endGrantsOfBody,
  endOwnGrant,
  type Grant,
  lockGrant,
  markRevoked,
  type NewGrant,
  rolesOf,
} from './store.ts';
