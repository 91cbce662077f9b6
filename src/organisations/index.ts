export { findOrganisation, organisationsWithin } from './organisation-store.ts';
export { addStation, findStation, type Station, stationNames, stationsWithin } from './store.ts';
