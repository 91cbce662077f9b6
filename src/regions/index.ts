export {
  addDivisions,
  type Division,
  divisionNames,
  divisionsWithin,
  findDivision,
} from './store.ts';
