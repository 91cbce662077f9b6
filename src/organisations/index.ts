export { refuseTwice } from './enter-organisation.ts';
export { organisationThing } from './organisation.ts';
export {
  addOrganisation,
  findOrganisation,
  hasNamesake,
  lockOrganisation,
  organisationsWithin,
  setFiled,
} from './organisation-store.ts';
export { refuse as refuseOrganisation } from './refusals.ts';
export { replaceRoster } from './roster.ts';
export { addStation, findStation, type Station, stationNames, stationsWithin } from './store.ts';
export { type OrganisationRow, type OrganisationType, organisationTypes } from './tables.ts';
