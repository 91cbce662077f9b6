export { findOrganisation, lockOrganisation, organisationsWithin } from './organisation-store.ts';
export { addStation, findStation, type Station, stationNames, stationsWithin } from './store.ts';
