export { type Division, type DivisionKind, divisionKind } from './division.ts';
export { divisionInForce, holdInForce, requireInForce } from './division-in-force.ts';
export { endDivision, resumeDivision } from './end-division.ts';
export { type LoadReport, loadDivisions } from './load-divisions.ts';
export { type DivisionLists, divisionsOf, readDivisions, readLists } from './read-divisions.ts';
export {
  divisionNames,
  divisionsBelow,
  divisionsWithin,
  findDivision,
  hasDistricts,
  takenOver,
} from './store.ts';
export type { RegionRow } from './tables.ts';
