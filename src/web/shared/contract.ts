/** What the HTTP contract says, in its own words. Instants are ISO-8601 UTC strings. */
import type { StaffState } from './staff-state.ts';
/** A sentence or name in both languages, for what is kept longer than one answer. */
export interface Text {
  'zh-CN': string;
  en: string;
}

/** What the access policy calls the things that people do; only those that a page depends on. */
export type Action =
  | 'volunteer.register'
  | 'volunteer.register_for'
  | 'station.oversee'
  | 'liaison_coverage.read'
  | 'volunteer.read'
  | 'volunteer.review_community'
  | 'volunteer.review_street'
  | 'volunteer.review_district'
  | 'volunteer.decide'
  | 'volunteer.merge'
  | 'correction.ask'
  | 'correction.decide'
  | 'audit_entry.read'
  | 'organisation.enter'
  | 'organisation.oversee'
  | 'station.enter'
  | 'organisation.decide'
  | 'filing.read'
  | 'filing.advise'
  | 'filing.count'
  | 'member.add'
  | 'filing.first_review'
  | 'filing.decide'
  | 'annual_report.read'
  | 'annual_report.grade'
  | 'import.make'
  | 'sign_up.make'
  | 'activity.submit'
  | 'activity.edit'
  | 'activity.review'
  | 'sign_up.read'
  | 'sign_up.admit'
  | 'attendance.show_code'
  | 'settlement.make'
  | 'redemption.make'
  | 'role_grant.read'
  | 'credential.reset';

export interface Town {
  book: number;
  name: string;
  demo: boolean;
  /** Staff may sign in with the identity provider of their city. */
  identityProvider: boolean;
  /** What the city's rules say of signing in. */
  signIn: { sharedIdleMinutes: number; passwordCharacters: number; passwordKinds: number };
  demoLogins: { phone: string; role: string; label: string }[];
}

export interface Me {
  id: string;
  phone: string | null;
  roles: { role: string; name: Text; scope: string; scopeName: string }[];
  may: Action[];
  /** Roles that the person may give to others. */
  mayAppoint: string[];
  staff: null | StaffState;
  volunteer: null | { id: string; number: string; name: string; state: VolunteerState };
}

export type VolunteerState =
  | 'guardian_pending'
  | 'submitted'
  | 'rejected'
  | 'active'
  | 'suspended'
  | 'cancelled'
  | 'revoked';

export interface SessionItem {
  id: string;
  device: string | null;
  address: string | null;
  sharedDevice: boolean;
  begunAt: string;
  lastUsedAt: string;
  expiresAt: string;
  current: boolean;
}

export interface Session {
  accessToken: string;
  expiresInSeconds: number;
  /** The session ends when nobody does anything for so long. */
  idleSeconds: number;
  person: Me;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export interface Region {
  code: string;
  name: string;
  level: string;
}

export interface Balance {
  minutes: number;
  centipoints: number;
  words: string;
}

export type StatementUnit = 'HOURS' | 'POINT';

/** `amount` and `balance` are in the statement's unit: minutes or centipoints. */
export interface StatementLine {
  id: string;
  at: string;
  amount: number;
  balance: number;
  words: string;
}

export type Datum = 'WGS84' | 'GCJ02';
export type ActivityState = 'pending_review' | 'published' | 'returned' | 'closed';
export type SignUpState =
  | 'applied'
  | 'waiting'
  | 'admitted'
  | 'checked_in'
  | 'checked_out'
  | 'cancelled';

export interface Place {
  name: string;
  latitude: number;
  longitude: number;
  datum: Datum;
}

export interface SignUp {
  id: string;
  activityId: string;
  state: SignUpState;
  position: number | null;
  signedUpAt: string;
}

export interface StationSignUp extends SignUp {
  volunteer: { number: string; name: string };
  /** `nearby…`: the position was looked at; otherwise they came by the code alone. */
  attendance: {
    checkedInAt: string;
    nearbyIn: boolean;
    checkedOutAt: string | null;
    nearbyOut: boolean | null;
  }[];
}

export interface Activity {
  id: string;
  number: string;
  title: string;
  category: string;
  content: string;
  riskNote: string;
  stationName: string;
  regionName: string;
  place: Place;
  radiusMetres: number;
  startsAt: string;
  endsAt: string;
  capacity: number;
  state: ActivityState;
  returnReason: string | null;
  counts: { taken: number; waiting: number; admitted: number };
  mine: SignUp | null;
  settlementId: string | null;
  /** What the person may do with it. */
  may: Action[];
}

export interface Category {
  code: string;
  name: string;
}

export type AttendancePurpose = 'check_in' | 'check_out';

export interface AttendanceCode {
  code: string;
  purpose: AttendancePurpose;
  refreshAfterSeconds: number;
}

export interface Settlement {
  id: string;
  activityId: string;
  state: 'posting' | 'settled';
  lines: { total: number; waiting: number; posted: number; held: number };
  minutes: number;
  centipoints: number;
}

export interface SettlementLine {
  id: string;
  volunteer: { number: string; name: string };
  minutes: number;
  heldReason: { code: string; title: string } | null;
}

export interface PayCode {
  id: string;
  code: string;
  validSeconds: number;
}

export interface Redemption {
  id: string;
  centipoints: number;
  at: string;
  merchant: { id: string; name: string };
  payer: { name: string };
  state: 'succeeded' | 'refunded';
}

/** A volunteer's own service record, and why it is held if it is. */
export interface OwnRecord {
  id: string;
  title: string;
  date: string;
  state: 'posting' | 'posted' | 'held';
  heldReason: { code: string; title: string } | null;
}

export interface PayCodeState {
  id: string;
  state: 'open' | 'spent' | 'expired';
  redemption: Redemption | null;
}

export interface Merchant {
  id: string;
  name: string;
  regionName: string;
  centipoints: number;
}
