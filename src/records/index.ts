export { earnedCentipoints } from './credited-minutes.ts';
export { freezeRecords } from './freeze-records.ts';
export { findRecords, recordsOfVolunteer, recordTitles } from './store.ts';
export type { ServiceRecord } from './tables.ts';
