export { addStation, findStation, type Station, stationNames, stationsWithin } from './store.ts';
