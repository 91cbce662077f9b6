export { endRoles } from './end-roles.ts';
export {
  enterOrganisations,
  examineOrganisations,
  type GoodOrganisation,
} from './enter-many.ts';
export { type OrganisationForm, refuseTwice } from './enter-organisation.ts';
export { ownMemberships } from './list-memberships.ts';
export { listOrganisations, type OrganisationQuery } from './list-organisations.ts';
export { requireOpenStation } from './list-stations.ts';
export { forgetPhone } from './member-store.ts';
export { organisationThing } from './organisation.ts';
export {
  addOrganisations,
  emptyHub,
  findOrganisation,
  hasNamesake,
  lockOrganisation,
  organisationsWithin,
  updateOrganisation,
} from './organisation-store.ts';
export { refuse as refuseOrganisation } from './refusals.ts';
export { type RosterPerson, replaceRoster, rosterKey } from './roster.ts';
export { fewestMembers } from './roster-check.ts';
export { OrganisationBody, OrganisationListQuery } from './schemas.ts';
export { addStation, findStation, type Station, stationNames, stationsWithin } from './store.ts';
export {
  type OrganisationRow,
  type OrganisationType,
  organisationTypes,
} from './tables.ts';
