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
  realNameLevel: number;
  birthYear: number | null;
  phone: string | null;
  residenceRegionName: string;
  skills: string[];
  categories: string[];
  availability: WeeklyTime[];
  guardian: { name: string; relation: string; phone: string } | null;
  stepsNeeded: number;
  stepsDone: number;
  reason: string | null;
  registeredAt: string;
}

export interface Ward extends Volunteer {
  purposes: Purpose[];
}
