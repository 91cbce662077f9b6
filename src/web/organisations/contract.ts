/** What the HTTP contract says of organisations and their filing, in its own words. */
export const organisationTypes = [
  'elderly_care',
  'community_service',
  'hardship_relief',
  'charity',
  'mutual_aid',
  'culture_sports',
  'peace_mediation',
  'rural_technology',
  'hub',
  'other',
] as const;
export type OrganisationType = (typeof organisationTypes)[number];

export const organisationKinds = [
  'registered',
  'filed',
  'self_governing',
  'unit_team',
  'public_body',
] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

export const organisationStates = ['active', 'suspended', 'cancelled', 'revoked'] as const;
export type OrganisationState = (typeof organisationStates)[number];

export const candidateReasons = ['large', 'influential', 'effective'] as const;
export type CandidateReason = (typeof candidateReasons)[number];

export interface Organisation {
  id: string;
  kind: OrganisationKind;
  type: OrganisationType;
  name: string;
  region: string;
  regionName: string;
  creditCode: string | null;
  state: OrganisationState;
  reason: string | null;
  documentNumber: string | null;
  leaderPhone: string | null;
  filingNumber: string | null;
  candidate: { reasons: CandidateReason[]; since: string } | null;
  hubId: string | null;
  roster: { members: number; least: number | null; short: boolean } | null;
  hub: {
    socialWorkers: number;
    least: number;
    most: number;
    standing: 'below' | 'within' | 'above';
    bodies: number;
  } | null;
  enteredAt: string;
  /** Counts changes; sent back, so that nobody overwrites what they have not seen. */
  version: number;
  /** The code may have a slip of the pen in it. */
  warnings: 'organisation_code_unusual'[];
  may: string[];
}

/** Somebody in a roster, masked. */
export interface Member {
  id: string;
  name: string;
  phone: string | null;
  post: 'social_worker' | null;
  joinedAt: string;
}

/** A roster that names the caller's phone. */
export interface Membership {
  id: string;
  organisationId: string;
  organisationName: string;
  name: string;
  post: 'social_worker' | null;
  joinedAt: string;
}

export interface Contact {
  name: string;
  phone: string | null;
}

export interface People {
  leader: Contact;
  partyContact: Contact | null;
  initiators: Contact[];
  members: Contact[];
}

export type FilingState =
  | 'community_review'
  | 'street_review'
  | 'returned'
  | 'rejected'
  | 'withdrawn'
  | 'filed';

export interface FilingSummary {
  id: string;
  subject: 'establishment' | 'change';
  organisationId: string | null;
  state: FilingState;
  name: string;
  type: OrganisationType;
  region: string;
  regionName: string;
  initiators: number;
  members: number;
  reason: string | null;
  opinion: string | null;
  dueOn: string | null;
  overdue: boolean;
  submittedAt: string;
}

export interface Filing extends FilingSummary {
  purpose: string;
  venue: string;
  activityArea: string;
  fundsYuan: number;
  charter: string;
  filingNumber: string | null;
  people: People;
  own: boolean;
  may: string[];
}

export interface FilingSums {
  applications: number;
  overdue: number;
}

/** Of a city or district, and of the divisions directly below. */
export interface FilingStatistics extends FilingSums {
  region: string;
  regionName: string;
  states: ({ key: FilingState } & FilingSums)[];
  types: ({ key: OrganisationType } & FilingSums)[];
  divisions: ({ region: string; regionName: string } & FilingSums)[];
}

export interface AnnualReport {
  organisationId: string;
  organisationName: string;
  year: number;
  dueOn: string;
  state: 'exempt' | 'waiting' | 'overdue' | 'submitted' | 'graded';
  report: null | {
    activities: number;
    serviceHours: number;
    members: number;
    incomeYuan: number;
    expenseYuan: number;
    summary: string;
    version: number;
    late: boolean;
    submittedAt: string;
    grade: 'passed' | 'nearly_passed' | 'failed' | null;
    remark: string | null;
  };
}
