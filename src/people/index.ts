export {
  addPersonsWithPhones,
  addPersonWithoutPhone,
  addPersonWithPhone,
  maskedPhones,
} from './add-person.ts';
export { birthDateOf } from './birth-date.ts';
export { ageOn, nationalIdOf, readNationalId } from './national-id.ts';
export { openPhone, sealedPerson, sealsOf } from './person-seals.ts';
export { phoneIn, readPhone } from './phone.ts';
export { addProtection, protectedSince, removeProtection, seenBy } from './protection-store.ts';
export {
  addPersons,
  addVolunteers,
  findPerson,
  findPersonByPhone,
  findPersons,
  findPersonsByPhones,
  findVolunteer,
  findVolunteers,
  findVolunteersByIdNumber,
  type Known,
  lockVolunteer,
  sharePersons,
  shareVolunteer,
  takeVolunteerSerials,
  updatePerson,
  updateVolunteer,
  volunteersWithin,
  wardsOf,
} from './store.ts';
export type { PersonRow, VolunteerRow } from './tables.ts';
export {
  describeVolunteer,
  describeVolunteers,
  maskedVolunteers,
  type VolunteerView,
} from './volunteer.ts';
export {
  type Channel,
  type Guardian,
  type IdType,
  indexOfIdNumber,
  indexOfName,
  openName,
  openVolunteer,
  personalAccountKinds,
  personalAccounts,
  type Sex,
  sealHealth,
  sealVolunteer,
  type VolunteerSecrets,
  type VolunteerState,
  volunteerNumber,
  type WeeklyTime,
} from './volunteer-row.ts';
