export { actorOf, guardAccess } from './guard.ts';
export { lockHolders } from './holder-store.ts';
export {
  type Actor,
  actionsOf,
  appointableBy,
  appointmentAreas,
  areasOf,
  may,
  mayAppoint,
  mayAsk,
  placeOf,
  placesOf,
  requireMay,
  type Thing,
} from './may.ts';
export type { Action } from './policy.ts';
export { refuse as refuseAccess } from './refusals.ts';
export { isStaffRole, type Role, roleNames, roles, type ScopeKind } from './roles.ts';
export { renameScope } from './scope-store.ts';
export {
  addGrant,
  addOwnGrants,
  type BodyGrants,
  type CurrentRole,
  endGrantsOfBody,
  endOwnGrant,
  type Grant,
  grantsInForce,
  grantsOfPerson,
  grantsWithin,
  lockGrant,
  markRevoked,
  type NewGrant,
  rolesOf,
} from './store.ts';
