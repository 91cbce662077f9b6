export { addStation, findStation, type Station, stationNames } from './store.ts';
