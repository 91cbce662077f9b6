/** What the HTTP contract says of registration, in its own words. */
import type { Text, VolunteerState } from '../shared/contract.ts';

/** Weekly; day 1 is Monday, times as HH:MM. */
export interface WeeklyTime {
  day: number;
  from: string;
  to: string;
}

export interface Guardian {
  name: string;
  relation: string;
  idNumber: string;
  phone: string;
}

export type Purpose = 'location' | 'health' | 'guardian' | 'under_14';

export interface ConsentText {
  purpose: Purpose;
  textVersion: number;
  text: Text;
}

export interface Consent {
  id: string;
  purpose: Purpose;
  textVersion: number;
  givenAt: string;
  withdrawnAt: string | null;
}

export type IdType = 'resident_id' | 'residence_permit' | 'travel_permit' | 'passport';

export interface Volunteer {
  id: string;
  number: string;
  state: VolunteerState;
  channel: 'self' | 'organisation' | 'offline';
  name: string;
  idType: IdType;
  idNumber: string | null;
  realNameLevel: 0 | 1 | 2;
  sex: Sex | null;
  birthYear: number | null;
  phone: string | null;
  residenceRegionName: string;
  skills: string[];
  categories: string[];
  availability: WeeklyTime[];
  isStudent: boolean;
  hasHealthLimits: boolean;
  guardian: { name: string; relation: string; phone: string } | null;
  stepsNeeded: number;
  stepsDone: number;
  reason: string | null;
  registeredAt: string;
  /** Of a registration that was merged: the number of the one that goes on. */
  goesOnAs: string | null;
}

export type Sex = 'male' | 'female' | 'unknown';

/** What can be decided about a volunteer. */
export type Decision = 'approve' | 'reject' | 'suspend' | 'resume' | 'revoke';

/** One volunteer as a desk sees them. */
export interface DeskVolunteer extends Volunteer {
  /** What whoever asks may do about them now. */
  may: (
    | Decision
    | ('merge' | 'disclose' | 'protect' | 'change_guardian')
    | ('act_for' | 'end_for' | 'export_for')
  )[];
  /** A colleague decides the step that is due: it is about whoever asks, or they entered it. */
  byColleague: boolean;
  /** Null for whoever is not protected, and to those who are not told. */
  protectedSince: string | null;
  decisions: { decision: Decision; step: number | null; reason: string | null; at: string }[];
}

export interface Ward extends Volunteer {
  purposes: Purpose[];
  /** A child's, each for the guardian to decide. */
  optional: Purpose[];
  /** What this guardian has agreed to. */
  consents: { id: string; purpose: Purpose }[];
}

export type CorrectionField =
  | 'name'
  | 'id_number'
  | 'sex'
  | 'birth_date'
  | 'residence_region'
  | 'address'
  | 'phone';

export interface Correction {
  id: string;
  field: CorrectionField;
  before: string | null;
  after: string | null;
  /** Null once the registration has ended. */
  reason: string | null;
  state: 'open' | 'accepted' | 'declined' | 'void';
  answer: string | null;
  askedAt: string;
  mayDecide: boolean;
  volunteer: { id: string; number: string; name: string };
}
