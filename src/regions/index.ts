export { addDivisions, type Division, divisionNames, findDivision } from './store.ts';
