export {
  addPersonsWithPhones,
  addPersonWithoutPhone,
  addPersonWithPhone,
  maskedPhones,
} from './add-person.ts';
export { birthDateOf } from './birth-date.ts';
export { volunteersWithGuardian, wardsOf } from './guardian-store.ts';
export { goingOn, holdGoingOn } from './merged-store.ts';
export { ageOn, nationalIdOf, readNationalId } from './national-id.ts';
export { newSeals, openPhone, sealedPerson, sealPhone, sealsOf } from './person-seals.ts';
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
  findVolunteerByNumber,
  findVolunteers,
  findVolunteersByIdNumber,
  type Known,
  lockPerson,
  lockVolunteer,
  sharePersons,
  shareVolunteer,
  takeVolunteerSerials,
  updatePerson,
  updateVolunteer,
  volunteersWithin,
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
  type Details,
  type Guardian,
  type IdType,
  indexOfIdNumber,
  indexOfName,
  isMarked,
  openName,
  openVolunteer,
  personalAccountKinds,
  personalAccounts,
  type Sex,
  sealHealth,
  sealMark,
  sealVolunteer,
  type VolunteerSecrets,
  type VolunteerState,
  volunteerNumber,
  type WeeklyTime,
} from './volunteer-row.ts';
