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

export interface Volunteer {
  id: string;
  number: string;
  state: VolunteerState;
  channel: 'self' | 'organisation' | 'offline';
  name: string;
  idNumber: string | null;
  realNameLevel: 0 | 1 | 2;
  sex: Sex | null;
  birthYear: number | null;
  phone: string | null;
  residenceRegionName: string;
  skills: string[];
  categories: string[];
  availability: WeeklyTime[];
  hasHealthLimits: boolean;
  guardian: { name: string; relation: string; phone: string } | null;
  stepsNeeded: number;
  stepsDone: number;
  reason: string | null;
  registeredAt: string;
}

export type Sex = 'male' | 'female' | 'unknown';

/** What can be decided about a volunteer. */
export type Decision = 'approve' | 'reject' | 'suspend' | 'resume' | 'revoke';

/** One volunteer as a desk sees them. */
export interface DeskVolunteer extends Volunteer {
  /** What whoever asks may do about them now. */
  may: (Decision | 'merge' | 'disclose')[];
  decisions: { decision: Decision; step: number | null; reason: string | null; at: string }[];
}

export interface Ward extends Volunteer {
  purposes: Purpose[];
  /** What this guardian has agreed to. */
  consents: { id: string; purpose: Purpose }[];
}

export type CorrectionField = 'name' | 'id_number' | 'residence_region';

export interface Correction {
  id: string;
  field: CorrectionField;
  before: string | null;
  after: string | null;
  reason: string;
  state: 'open' | 'accepted' | 'declined';
  answer: string | null;
  askedAt: string;
  mayDecide: boolean;
  volunteer: { id: string; number: string; name: string };
}
