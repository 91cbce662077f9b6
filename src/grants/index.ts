export { appointFirstOfficer } from './appoint-first-officer.ts';
