export { examineMembers, prepareMembers } from './add-members.ts';
export { endRoles } from './end-roles.ts';
export {
  enterOrganisations,
  examineOrganisations,
  type GoodOrganisation,
} from './enter-many.ts';
export { enterOrganisation, type OrganisationForm, refuseTwice } from './enter-organisation.ts';
export { joinHub } from './join-hub.ts';
export { listMembers } from './list-members.ts';
export { ownMemberships } from './list-memberships.ts';
export { listOrganisations, type OrganisationQuery } from './list-organisations.ts';
export { requireOpenStation } from './list-stations.ts';
export { countMembers, forgetMembers, forgetPhone, membersOf } from './member-store.ts';
export { organisationThing } from './organisation.ts';
export { officialName, organisationNameKey } from './organisation-name.ts';
export {
  addOrganisations,
  emptyHub,
  findHub,
  findOrganisation,
  findOrganisations,
  hasNamesake,
  lockOrganisation,
  organisationsKnownAs,
  organisationsWithin,
  shareOrganisation,
  updateOrganisation,
} from './organisation-store.ts';
export { refuse as refuseOrganisation } from './refusals.ts';
export { openMember, type RosterPerson, replaceRoster, rosterKey } from './roster.ts';
export { fewestMembers } from './roster-check.ts';
export { MemberBody, OrganisationBody, OrganisationListQuery } from './schemas.ts';
export {
  addStation,
  findStation,
  type Station,
  shareStation,
  stationNames,
  stationsWithin,
} from './store.ts';
export {
  type OrganisationRow,
  type OrganisationType,
  organisationTypes,
} from './tables.ts';
export { readUscc } from './uscc.ts';
