export {
  enterOrganisations,
  examineOrganisations,
  type GoodOrganisation,
} from './enter-many.ts';
export type { OrganisationForm } from './enter-organisation.ts';
export { listOrganisations, type OrganisationQuery } from './list-organisations.ts';
export { findOrganisation, lockOrganisation, organisationsWithin } from './organisation-store.ts';
export { OrganisationBody, OrganisationListQuery } from './schemas.ts';
export { addStation, findStation, type Station, stationNames, stationsWithin } from './store.ts';
export { organisationKinds, organisationTypes } from './tables.ts';
