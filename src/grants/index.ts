export { appointFirstOfficer } from './appoint-first-officer.ts';
export { grantRole } from './grant-role.ts';
