import type { Role } from '../../src/access/index.ts';
import { filingBody } from '../filings/forms.ts';
import { goodPassword } from '../support/staff.ts';
import { registration, weekly } from '../support/steps.ts';
import type { Kind } from './world.ts';

/** Who asks: nobody signed in, somebody without a role, or one role at the first community of the world. */
export type Who = 'anonymous' | 'person' | Role | (typeof furtherAskers)[number];

/** Asked only where a row names them; elsewhere they get what others of their role do. */
export const furtherAskers = [
  'suspended volunteer',
  'auditor of the city',
  'officer with a password',
] as const;

/**
 * What each gets, for a thing of their own, one in the same street, and one in another district of the city; one letter
 * where a route has no thing. `+` it is done, `-` 403, `0` 404 as if it were not there, `x` 401, `!` done before (409);
 * each with the code that such an answer has, or the one that the row names.
 */
type Cells = Partial<Record<Who, string>> & { rest: string };

export interface Row {
  /** As in the OpenAPI document, with a query where that decides. */
  route: string;
  thing?: Kind;
  cells: Cells;
  /** How an answer looks to those who are let in, where it is no success: what is asked for then fails for its content. */
  letIn?: { status: number; code: string };
  body?: Record<string, unknown>;
  /** The body names the thing, or says what only the thing knows. */
  withThing?: true;
  /** The code of an answer that is another than that of its letter, by letter or by who asks. */
  codes?: Partial<Record<'-' | '0' | '!' | Who, string>>;
  /** Everybody has to sign in anew before the next row. */
  endsSessions?: true;
}

const open: Cells = { rest: '+' };
const signedIn: Cells = { anonymous: 'x', rest: '+' };
const ofVolunteer: Cells = { anonymous: 'x', volunteer: '+', rest: '-' };
const ofMerchant: Cells = { anonymous: 'x', merchant: '+', rest: '-' };
const ofOwnMerchant: Cells = { anonymous: 'xxx', merchant: '+00', rest: '---' };
const anyThing: Cells = { anonymous: 'xxx', volunteer: '+++', rest: '---' };

/** In the area: the whole city, one district, one street. Auditor and supervisor were appointed for a district and a street. */
const overseers = (outside: '0' | '-') => ({
  city_civil_affairs: '+++',
  district_civil_affairs: `++${outside}`,
  street_office: `++${outside}`,
  third_party_supervisor: `++${outside}`,
  auditor: `++${outside}`,
});

/** Whoever oversees the body that somebody heads; the hub's manager is of another. */
const bodyOverseers: Cells = {
  ...{ anonymous: 'xxx', ...overseers('0'), residents_committee: '+00' },
  ...{ liaison_officer: '+00', organisation_head: '+00', hub_manager: '000', rest: '---' },
};

/** The phone is somebody's own, which no station has. */
const stationBody = {
  ...{ name: '新站', address: '新兴里 1 号', openingHours: [], services: [], phone: '13912345678' },
  met: ['venue', 'team', 'projects', 'facilities', 'rules', 'signs'],
};

const paper = '纸质申请 2026-031';

/** Who has signed in with both factors. */
const ofTwoFactors = {
  cells: { anonymous: 'x', 'officer with a password': '+', rest: '-' },
  codes: { '-': 'second_factor_required' },
} satisfies Partial<Row>;
const passwordWrong = { status: 422, code: 'password_wrong' };

/** The access model once more, route by route, written by hand from domain.md 9.1. */
export const matrix: Row[] = [
  { route: 'GET /livez', cells: open },
  { route: 'GET /readyz', cells: open },
  { route: 'GET /openapi.json', cells: open },
  { route: 'GET /mailbox', cells: open },
  {
    route: 'GET /v1/identity-provider-sign-ins',
    cells: open,
    // That of the test does not answer.
    letIn: { status: 503, code: 'provider_unavailable' },
  },
  {
    route: 'GET /v1/identity-provider-sign-ins/callback',
    cells: open,
    letIn: { status: 401, code: 'provider_sign_in_failed' },
  },
  { route: 'GET /v1/town', cells: open },
  { route: 'GET /v1/development-messages', cells: open },
  { route: 'GET /v1/regions', cells: open },
  { route: 'GET /v1/regions/{code}', thing: 'community', cells: { rest: '+++' } },
  { route: 'GET /v1/categories', cells: open },
  { route: 'GET /v1/skills', cells: open },
  { route: 'GET /v1/consent-texts', cells: open },
  {
    route: 'GET /v1/consent-texts/{purpose}/{version}',
    cells: open,
    // Of a purpose that there is not.
    letIn: { status: 400, code: 'bad_request' },
  },
  { route: 'GET /v1/checkpoints', cells: open },
  { route: 'GET /.well-known/jwks.json', cells: open },
  { route: 'GET /v1/proof-verifier', cells: open },

  { route: 'POST /v1/sign-in-codes', cells: open, body: { phone: 'new' } },
  {
    route: 'POST /v1/sessions',
    cells: open,
    body: { phone: 'new', code: '000000' },
    letIn: { status: 401, code: 'sign_in_code_wrong' },
  },
  {
    route: 'POST /v1/access-tokens',
    cells: open,
    letIn: { status: 401, code: 'session_ended' },
  },
  {
    route: 'POST /v1/staff-sessions',
    cells: open,
    body: { phone: 'new', password: 'Brav0-Kranich', code: '000000' },
    letIn: { status: 401, code: 'staff_sign_in_wrong' },
  },
  {
    route: 'POST /v1/staff-enrolments',
    cells: {
      anonymous: 'x',
      ...{ person: '-', volunteer: '-', service_recipient: '-', merchant: '-' },
      rest: '+',
    },
    codes: { '-': 'not_staff' },
    body: { password: 'short' },
    letIn: { status: 422, code: 'password_too_short' },
  },
  {
    route: 'POST /v1/staff-enrolment-confirmations',
    cells: signedIn,
    body: { code: '000000' },
    letIn: { status: 409, code: 'enrolment_not_begun' },
  },
  {
    ...{ route: 'PUT /v1/me/password', ...ofTwoFactors },
    body: { password: goodPassword, newPassword: 'Storch-und-Reiher-8' },
  },
  { route: 'POST /v1/me/authenticator-offers', ...ofTwoFactors },
  {
    ...{ route: 'PUT /v1/me/authenticator', ...ofTwoFactors, letIn: passwordWrong },
    body: { password: 'a', code: '000000', offer: 'x', newCode: '000000' },
  },
  {
    ...{ route: 'POST /v1/me/recovery-codes', ...ofTwoFactors, letIn: passwordWrong },
    body: { password: 'a', code: '000000' },
  },
  {
    route: 'POST /v1/credential-resets',
    cells: { anonymous: 'x', security_administrator: '+', rest: '-' },
    body: { phone: 'new', reason: '动态口令遗失' },
    letIn: { status: 404, code: 'reset_unknown' },
  },
  {
    route: 'POST /v1/me/confirmation-codes',
    cells: signedIn,
    // No code is sent for it.
    body: { nothing: 'more' },
    letIn: { status: 400, code: 'bad_request' },
  },
  {
    route: 'POST /v1/me/confirmations',
    cells: signedIn,
    body: { code: '000000' },
    letIn: { status: 422, code: 'confirmation_wrong' },
  },
  { route: 'GET /v1/sessions', cells: signedIn },
  {
    route: 'DELETE /v1/sessions/{id}',
    thing: 'session',
    cells: { anonymous: 'xxx', person: '+00', rest: '000' },
  },
  { route: 'GET /v1/me', cells: signedIn },
  {
    route: 'POST /v1/volunteers',
    cells: { ...signedIn, volunteer: '!' },
    codes: { '!': 'already_volunteer' },
    body: {
      name: '王芳',
      idNumber: '120101199003071231',
      residenceRegion: 'here',
      ...{ skills: [], categories: ['SC01'], availability: weekly, declaration: true },
    },
    letIn: { status: 422, code: 'id_number_invalid' },
  },
  {
    route: 'GET /v1/volunteers/me',
    cells: ofVolunteer,
  },
  {
    route: 'PUT /v1/volunteers/me/offer',
    cells: { anonymous: 'x', volunteer: '+', rest: '!' },
    codes: { '!': 'volunteer_state_wrong' },
    body: { skills: ['law'], categories: ['SC05'], availability: weekly, isStudent: false },
  },
  {
    route: 'POST /v1/assisted-registrations',
    thing: 'community',
    withThing: true,
    cells: {
      ...{ anonymous: 'xxx', residents_committee: '+--', liaison_officer: '+--', rest: '---' },
    },
    body: registration({ idNumber: '120101199003071231', ground: '纸质登记表 2026-031' }),
    letIn: { status: 422, code: 'id_number_invalid' },
  },
  {
    // Through an organisation, wherever the person lives.
    route: 'POST /v1/assisted-registrations',
    thing: 'organisation that registers',
    withThing: true,
    cells: { anonymous: 'xxx', organisation_head: '+--', rest: '---' },
    body: registration({ idNumber: '120101199003071231', ground: '花名册登记表 2026-031' }),
    letIn: { status: 422, code: 'id_number_invalid' },
  },
  {
    route: 'GET /v1/volunteers',
    cells: {
      anonymous: 'x',
      city_civil_affairs: '+',
      district_civil_affairs: '+',
      street_office: '+',
      residents_committee: '+',
      liaison_officer: '+',
      third_party_supervisor: '+',
      auditor: '+',
      rest: '-',
    },
  },
  {
    route: 'POST /v1/volunteer-searches',
    cells: {
      anonymous: 'x',
      ...{ city_civil_affairs: '+', district_civil_affairs: '+', street_office: '+' },
      ...{ residents_committee: '+', liaison_officer: '+' },
      ...{ third_party_supervisor: '+', auditor: '+', rest: '-' },
    },
    body: { text: '王芳' },
  },
  {
    route: 'GET /v1/volunteers/{id}',
    thing: 'volunteer',
    cells: {
      ...{ anonymous: 'xxx', ...overseers('0') },
      ...{ residents_committee: '+00', liaison_officer: '+00', rest: '---' },
    },
  },
  {
    route: 'POST /v1/volunteers/{id}/decisions',
    thing: 'volunteer to approve',
    cells: {
      ...{ anonymous: 'xxx', residents_committee: '+00', liaison_officer: '+00' },
      // They see the volunteer, but the community decides first.
      ...{ city_civil_affairs: '---', district_civil_affairs: '--0', street_office: '--0' },
      ...{ third_party_supervisor: '--0', auditor: '--0', rest: '---' },
    },
    body: { decision: 'approve' },
  },
  {
    route: 'GET /v1/volunteers/{id}',
    thing: 'protected volunteer',
    cells: {
      ...{ anonymous: 'xxx', residents_committee: '+00', street_office: '++0' },
      ...{ city_civil_affairs: '000', district_civil_affairs: '000', liaison_officer: '000' },
      ...{ third_party_supervisor: '000', auditor: '000', rest: '---' },
    },
  },
  {
    route: 'POST /v1/disclosures',
    thing: 'protected volunteer',
    withThing: true,
    cells: {
      ...{ anonymous: 'xxx', residents_committee: '+00', street_office: '++0' },
      ...{ city_civil_affairs: '000', district_civil_affairs: '000', liaison_officer: '000' },
      rest: '---',
    },
    body: { fields: ['phone'], reason: '核实联系方式' },
  },
  {
    // The second step is the street's: the community has approved.
    route: 'POST /v1/volunteers/{id}/decisions',
    thing: 'volunteer at the street',
    cells: {
      ...{ anonymous: 'xxx', street_office: '++0', residents_committee: '-00' },
      ...{ liaison_officer: '-00', city_civil_affairs: '---', district_civil_affairs: '--0' },
      ...{ third_party_supervisor: '--0', auditor: '--0', rest: '---' },
    },
    body: { decision: 'approve' },
  },
  {
    // The third is the district's.
    route: 'POST /v1/volunteers/{id}/decisions',
    thing: 'volunteer at the district',
    cells: {
      ...{ anonymous: 'xxx', district_civil_affairs: '++0', street_office: '--0' },
      ...{ residents_committee: '-00', liaison_officer: '-00', city_civil_affairs: '---' },
      ...{ third_party_supervisor: '--0', auditor: '--0', rest: '---' },
    },
    body: { decision: 'approve' },
  },
  {
    route: 'POST /v1/volunteers/{id}/decisions',
    thing: 'volunteer',
    cells: {
      ...{ anonymous: 'xxx', street_office: '++0', residents_committee: '-00' },
      ...{ liaison_officer: '-00', city_civil_affairs: '---', district_civil_affairs: '--0' },
      ...{ third_party_supervisor: '--0', auditor: '--0', rest: '---' },
    },
    body: { decision: 'suspend', reason: '核实情况' },
  },
  ...(['PUT', 'DELETE'] as const).map((method) => ({
    route: `${method} /v1/volunteers/{id}/protection`,
    thing: 'volunteer' as const,
    cells: {
      ...{ anonymous: 'xxx', street_office: '++0', residents_committee: '+00', rest: '---' },
    },
  })),
  {
    route: 'PUT /v1/volunteers/{id}/guardian',
    thing: 'volunteer',
    cells: {
      ...{ anonymous: 'xxx', residents_committee: '+00', liaison_officer: '+00', rest: '---' },
    },
    body: {
      ...{ name: '李海', relation: '父亲', idNumber: '120101199003071235', phone: '13912345679' },
      ground: '纸质变更表 2026-031',
    },
    // A grown-up.
    letIn: { status: 409, code: 'volunteer_state_wrong' },
  },
  // What an officer does for somebody who is there and has signed a paper.
  ...(
    [
      { route: 'GET /v1/volunteers/{id}/consents' },
      {
        route: 'POST /v1/volunteers/{id}/consents',
        body: { purpose: 'location', textVersion: 1, ground: paper },
      },
      {
        route: 'POST /v1/volunteers/{id}/consent-withdrawals',
        body: { consentId: '0190d5a6-0000-7000-8000-000000000000', ground: paper },
        letIn: { status: 404, code: 'consent_unknown' },
      },
      {
        route: 'PUT /v1/volunteers/{id}/offer',
        body: {
          ...{ skills: [], categories: ['SC05'], availability: weekly, isStudent: false },
          ground: paper,
        },
      },
      {
        route: 'POST /v1/volunteers/{id}/corrections',
        body: { field: 'residence_region', wanted: '99', reason: '搬家了', ground: paper },
        letIn: { status: 422, code: 'region_unknown' },
      },
      { route: 'POST /v1/volunteers/{id}/exports', body: { ground: paper } },
      { route: 'POST /v1/volunteers/{id}/endings', body: { ground: paper } },
    ] satisfies Pick<Row, 'route' | 'body' | 'letIn'>[]
  ).map((row) => ({
    ...row,
    thing: 'volunteer' as const,
    cells: {
      ...{ anonymous: 'xxx', residents_committee: '+00', liaison_officer: '+00', rest: '---' },
    },
  })),
  {
    route: 'POST /v1/volunteer-merges',
    thing: 'two registrations',
    withThing: true,
    cells: {
      ...{ anonymous: 'xxx', city_civil_affairs: '+++', district_civil_affairs: '++0' },
      ...{ street_office: '++0', rest: '---' },
    },
    body: { reason: '同一人两次登记' },
  },
  {
    route: 'POST /v1/corrections',
    cells: ofVolunteer,
    body: { field: 'residence_region', wanted: '99', reason: '搬家了' },
    letIn: { status: 422, code: 'region_unknown' },
  },
  { route: 'GET /v1/corrections/mine', cells: ofVolunteer },
  {
    route: 'GET /v1/corrections',
    cells: {
      ...{ anonymous: 'x', residents_committee: '+', liaison_officer: '+', street_office: '+' },
      rest: '-',
    },
  },
  {
    route: 'POST /v1/corrections/{id}/decisions',
    thing: 'correction',
    cells: {
      ...{ anonymous: 'xxx', residents_committee: '+00', liaison_officer: '+00' },
      ...{ street_office: '++0', rest: '---' },
    },
    body: { decision: 'accept' },
  },
  { route: 'GET /v1/organisations', cells: open },
  { route: 'GET /v1/organisations/{id}', thing: 'organisation', cells: { rest: '+++' } },
  {
    route: 'POST /v1/organisations',
    thing: 'place of an organisation',
    withThing: true,
    cells: { anonymous: 'xxx', street_office: '++-', rest: '---' },
    body: { kind: 'registered', type: 'charity', name: '邻里之家', leaderPhone: '13912345678' },
    letIn: { status: 422, code: 'credit_code_missing' },
  },
  {
    route: 'POST /v1/organisations/{id}/decisions',
    thing: 'organisation',
    cells: { anonymous: 'xxx', street_office: '++-', rest: '---' },
    body: { decision: 'suspend', reason: '核实情况' },
  },
  ...['', '/export'].map((part) => ({
    route: `GET /v1/organisations/{id}/members${part}`,
    thing: 'led organisation' as const,
    cells: bodyOverseers,
  })),
  ...['', '/export'].map((part) => ({
    // The hub of the street is the same for both of its communities, and lies in the first.
    route: `GET /v1/organisations/{id}/members${part}`,
    thing: 'hub' as const,
    cells: {
      ...{ anonymous: 'xxx', ...overseers('0'), residents_committee: '++0' },
      ...{ liaison_officer: '++0', organisation_head: '000', hub_manager: '++0', rest: '---' },
    },
  })),
  {
    route: 'POST /v1/organisations/{id}/members',
    thing: 'hub',
    cells: { anonymous: 'xxx', hub_manager: '++-', rest: '---' },
    body: { name: '王小二', phone: 'new' },
  },
  {
    route: 'DELETE /v1/members/{id}',
    thing: 'member of a hub',
    cells: { anonymous: 'xxx', hub_manager: '++0', organisation_head: '000', rest: '---' },
  },
  {
    route: 'PUT /v1/organisations/{id}',
    thing: 'led organisation',
    withThing: true,
    cells: { anonymous: 'xxx', street_office: '++-', organisation_head: '+--', rest: '---' },
    body: { type: 'mutual_aid' },
  },
  {
    route: 'PUT /v1/organisations/{id}/hub',
    thing: 'led organisation',
    cells: { anonymous: 'xxx', street_office: '++-', organisation_head: '+--', rest: '---' },
    body: { hubId: null },
  },
  {
    route: 'POST /v1/organisations/{id}/members',
    thing: 'led organisation',
    cells: { anonymous: 'xxx', organisation_head: '+--', rest: '---' },
    body: { name: '王小二', phone: 'new' },
  },
  {
    route: 'POST /v1/members/{id}/disclosures',
    thing: 'member',
    cells: { anonymous: 'xxx', organisation_head: '+00', rest: '---' },
    body: { reason: '通知开会' },
  },
  {
    route: 'DELETE /v1/members/{id}',
    thing: 'member',
    cells: { anonymous: 'xxx', organisation_head: '+00', hub_manager: '000', rest: '---' },
  },
  { route: 'GET /v1/me/memberships', cells: signedIn },
  {
    route: 'DELETE /v1/me/memberships/{id}',
    thing: 'membership',
    cells: { anonymous: 'xxx', person: '+00', rest: '000' },
  },
  { route: 'GET /v1/stations', cells: open },
  {
    route: 'GET /v1/stations?view=area',
    cells: {
      ...{ anonymous: 'x', city_civil_affairs: '+', district_civil_affairs: '+' },
      ...{ street_office: '+', third_party_supervisor: '+', auditor: '+' },
      ...{ residents_committee: '+', liaison_officer: '+', station_manager: '+', rest: '-' },
    },
  },
  { route: 'GET /v1/stations/{id}', thing: 'station', cells: { rest: '+++' } },
  {
    route: 'GET /v1/stations/{id}',
    thing: 'station in preparation',
    cells: { ...overseers('0'), residents_committee: '+00', liaison_officer: '+00', rest: '000' },
  },
  {
    route: 'POST /v1/stations',
    thing: 'place of an organisation',
    withThing: true,
    cells: { anonymous: 'xxx', street_office: '++-', residents_committee: '+--', rest: '---' },
    body: stationBody,
    letIn: { status: 422, code: 'station_phone_invalid' },
  },
  {
    route: 'PUT /v1/stations/{id}',
    thing: 'station',
    cells: { anonymous: 'xxx', street_office: '++-', residents_committee: '+--', rest: '---' },
    body: stationBody,
    letIn: { status: 422, code: 'station_phone_invalid' },
  },
  {
    route: 'PUT /v1/stations/{id}',
    thing: 'station in preparation',
    cells: { anonymous: 'xxx', street_office: '++0', residents_committee: '+00', rest: '---' },
    body: stationBody,
    letIn: { status: 422, code: 'station_phone_invalid' },
  },
  {
    route: 'POST /v1/stations/{id}/decisions',
    thing: 'station in preparation',
    cells: { anonymous: 'xxx', street_office: '++0', rest: '---' },
    body: { decision: 'close', reason: '不再筹建' },
  },
  {
    route: 'POST /v1/organisations/{id}/changes',
    thing: 'led organisation',
    cells: { anonymous: 'xxx', organisation_head: '+--', rest: '---' },
    body: filingBody(),
    letIn: { status: 409, code: 'filing_not_filed' },
  },
  {
    route: 'POST /v1/organisations/{id}/annual-reports',
    thing: 'led organisation',
    cells: { anonymous: 'xxx', organisation_head: '+--', rest: '---' },
    body: {
      ...{ year: 2025, activities: 1, serviceHours: 2, members: 3 },
      ...{ incomeYuan: 0, expenseYuan: 0, summary: '一切正常' },
    },
    letIn: { status: 409, code: 'filing_not_filed' },
  },
  {
    route: 'POST /v1/organisations/{id}/annual-report-grades',
    thing: 'organisation',
    cells: { anonymous: 'xxx', street_office: '++-', rest: '---' },
    body: { year: 2025, version: 1, grade: 'passed' },
    letIn: { status: 404, code: 'annual_report_missing' },
  },
  {
    route: 'GET /v1/organisations/{id}/annual-reports',
    thing: 'led organisation',
    cells: bodyOverseers,
  },
  {
    route: 'GET /v1/organisations/{id}/filing',
    thing: 'led organisation',
    cells: bodyOverseers,
    // It was entered, not filed.
    letIn: { status: 404, code: 'filing_unknown' },
  },
  {
    route: 'GET /v1/annual-reports?year=2025',
    cells: {
      ...{ anonymous: 'x', city_civil_affairs: '+', district_civil_affairs: '+' },
      ...{ street_office: '+', third_party_supervisor: '+', auditor: '+' },
      ...{ residents_committee: '+', rest: '-' },
    },
  },
  {
    route: 'POST /v1/filings',
    cells: signedIn,
    body: filingBody({ region: '120101004999' }),
    letIn: { status: 422, code: 'filing_region_unknown' },
  },
  { route: 'GET /v1/filings', cells: signedIn },
  {
    route: 'GET /v1/filings/{id}',
    thing: 'filing',
    // The hub is that of the street.
    cells: {
      ...{ anonymous: 'xxx', ...overseers('0'), residents_committee: '+00' },
      ...{ liaison_officer: '+00', hub_manager: '++0', rest: '000' },
    },
  },
  {
    route: 'PUT /v1/filings/{id}',
    thing: 'filing sent back',
    withThing: true,
    cells: { anonymous: 'xxx', person: '+00', rest: '000' },
  },
  {
    route: 'POST /v1/filings/{id}/withdrawals',
    thing: 'filing handed in',
    cells: { anonymous: 'xxx', person: '+00', rest: '000' },
  },
  {
    route: 'POST /v1/filings/{id}/first-reviews',
    thing: 'filing',
    cells: {
      ...{ anonymous: 'xxx', residents_committee: '+00', liaison_officer: '+00', rest: '---' },
    },
    body: { decision: 'report', opinion: '情况属实', version: 1 },
  },
  {
    route: 'POST /v1/filings/{id}/decisions',
    thing: 'filing to decide',
    cells: { anonymous: 'xxx', street_office: '++0', rest: '---' },
    body: { decision: 'reject', reason: '不符合条件', version: 1 },
  },
  {
    route: 'POST /v1/filings/{id}/disclosures',
    thing: 'filing',
    cells: {
      ...{ anonymous: 'xxx', residents_committee: '+00', liaison_officer: '+00' },
      ...{ street_office: '++0', rest: '---' },
    },
    body: { reason: '核对发起人' },
  },
  {
    route: 'POST /v1/filings/{id}/advice',
    thing: 'filing',
    cells: { anonymous: 'xxx', hub_manager: '++0', rest: '---' },
    body: { advice: '与现有队伍合并更好', version: 1 },
  },
  {
    route: 'GET /v1/filing-statistics',
    cells: { anonymous: 'x', city_civil_affairs: '+', district_civil_affairs: '+', rest: '-' },
  },
  {
    route: 'GET /v1/volunteers/export',
    cells: {
      ...{ anonymous: 'x', city_civil_affairs: '+', district_civil_affairs: '+' },
      ...{ street_office: '+', residents_committee: '+', liaison_officer: '+' },
      ...{ third_party_supervisor: '+', auditor: '+', rest: '-' },
    },
  },
  {
    route: 'POST /v1/volunteer-search-exports',
    cells: {
      ...{ anonymous: 'x', city_civil_affairs: '+', district_civil_affairs: '+' },
      ...{ street_office: '+', residents_committee: '+', liaison_officer: '+' },
      ...{ third_party_supervisor: '+', auditor: '+', rest: '-' },
    },
    body: { text: '王芳' },
  },
  { route: 'GET /v1/organisations/export', cells: open },
  {
    route: 'GET /v1/import-templates/{kind}',
    cells: {
      ...{ anonymous: 'x', street_office: '+', residents_committee: '+', liaison_officer: '+' },
      ...{ organisation_head: '+', hub_manager: '+', rest: '-' },
    },
    // Of a kind that there is not.
    letIn: { status: 400, code: 'bad_request' },
  },
  {
    route: 'POST /v1/imports?kind=volunteers',
    cells: {
      ...{ anonymous: 'x', residents_committee: '+', liaison_officer: '+' },
      ...{ organisation_head: '+', rest: '-' },
    },
    letIn: { status: 422, code: 'file_empty' },
  },
  {
    route: 'POST /v1/imports?kind=organisations',
    cells: { anonymous: 'x', street_office: '+', rest: '-' },
    letIn: { status: 422, code: 'file_empty' },
  },
  {
    route: 'POST /v1/imports?kind=members',
    cells: { anonymous: 'x', organisation_head: '+', hub_manager: '+', rest: '-' },
    // No organisation is named.
    letIn: { status: 400, code: 'bad_request' },
  },
  {
    route: 'GET /v1/imports',
    cells: {
      ...{ anonymous: 'x', street_office: '+', residents_committee: '+', liaison_officer: '+' },
      ...{ organisation_head: '+', hub_manager: '+', rest: '-' },
    },
  },
  ...['', '/faults', '/lines-there', '/error-file'].map((part) => ({
    route: `GET /v1/imports/{id}${part}`,
    thing: 'import' as const,
    // Their own: one that the committee of the community has sent.
    cells: {
      ...{ anonymous: 'xxx', residents_committee: '+00', street_office: '000' },
      ...{ liaison_officer: '000', organisation_head: '000', hub_manager: '000', rest: '---' },
    },
  })),
  { route: 'GET /v1/consents', cells: signedIn },
  {
    route: 'POST /v1/consents',
    cells: signedIn,
    body: { purpose: 'location', textVersion: 1 },
  },
  {
    route: 'DELETE /v1/consents/{id}',
    thing: 'consent',
    cells: { anonymous: 'xxx', volunteer: '+00', rest: '000' },
  },
  { route: 'GET /v1/wards', cells: signedIn },
  {
    route: 'POST /v1/wards/{id}/answers',
    thing: 'ward',
    cells: { anonymous: 'xxx', person: '+00', rest: '000' },
    body: { decision: 'refuse' },
  },
  {
    // Who is suspended keeps the passbook.
    route: 'GET /v1/volunteers/me/balance',
    cells: { ...ofVolunteer, 'suspended volunteer': '+' },
  },
  { route: 'GET /v1/volunteers/me/statement?unit=HOURS', cells: ofVolunteer },
  { route: 'GET /v1/volunteers/me/records', cells: ofVolunteer },
  { route: 'GET /v1/volunteers/me/balance/proof?unit=POINT', cells: ofVolunteer },
  {
    route: 'GET /v1/volunteers/me/statement/{id}/proof',
    thing: 'statement line',
    cells: { anonymous: 'xxx', volunteer: '+00', rest: '---' },
  },

  { route: 'GET /v1/roles', cells: signedIn },
  { route: 'GET /v1/role-grants', cells: signedIn },
  {
    route: 'GET /v1/role-grants?view=area',
    cells: {
      anonymous: 'x',
      city_civil_affairs: '+',
      district_civil_affairs: '+',
      street_office: '+',
      residents_committee: '+',
      hub_manager: '+',
      organisation_head: '+',
      auditor: '+',
      system_administrator: '+',
      security_administrator: '+',
      audit_administrator: '+',
      rest: '-',
    },
  },
  {
    route: 'POST /v1/role-grant-searches',
    cells: {
      ...{ anonymous: 'x', city_civil_affairs: '+', district_civil_affairs: '+' },
      ...{ street_office: '+', residents_committee: '+', hub_manager: '+' },
      ...{ organisation_head: '+', auditor: '+', system_administrator: '+' },
      ...{ security_administrator: '+', audit_administrator: '+', rest: '-' },
    },
    body: { phone: 'new' },
  },
  {
    route: 'GET /v1/role-scopes?role=project_lead',
    cells: { anonymous: 'x', organisation_head: '+', rest: '-' },
  },
  {
    route: 'GET /v1/role-scopes?role=station_manager',
    cells: { anonymous: 'x', street_office: '+', residents_committee: '+', rest: '-' },
  },
  ...appointing(),
  {
    route: 'GET /v1/liaison-coverage',
    cells: {
      ...{ anonymous: 'x', city_civil_affairs: '+', district_civil_affairs: '+' },
      ...{ street_office: '+', third_party_supervisor: '+', auditor: '+' },
      ...{ residents_committee: '+', rest: '-' },
    },
  },
  {
    route: 'DELETE /v1/role-grants/{id}',
    thing: 'grant to a station manager',
    cells: {
      anonymous: 'xxx',
      street_office: '++0',
      residents_committee: '+00',
      // They see the grant, but it is not theirs to give.
      city_civil_affairs: '---',
      district_civil_affairs: '--0',
      security_administrator: '---',
      organisation_head: '000',
      rest: '---',
    },
  },

  {
    route: 'POST /v1/disclosures',
    thing: 'volunteer',
    withThing: true,
    cells: {
      ...{ anonymous: 'xxx', city_civil_affairs: '+++', district_civil_affairs: '++0' },
      ...{ street_office: '++0', residents_committee: '+00', liaison_officer: '+00', rest: '---' },
    },
    body: { fields: ['phone'], reason: '核实联系方式' },
  },
  { route: 'GET /v1/me/data', cells: signedIn },
  {
    route: 'GET /v1/audit-entries',
    // The auditor of the matrix audits a district.
    cells: { anonymous: 'x', audit_administrator: '+', 'auditor of the city': '+', rest: '-' },
  },
  ...['GET', 'POST'].map((method) => ({
    route: `${method} /v1/audit-verifications`,
    cells: { anonymous: 'x', audit_administrator: '+', 'auditor of the city': '+', rest: '-' },
  })),
  {
    route: 'POST /v1/audit-references',
    cells: { anonymous: 'x', audit_administrator: '+', 'auditor of the city': '+', rest: '-' },
    body: { text: 'V12010126110000007' },
  },
  {
    route: 'GET /v1/audit-actions',
    cells: { anonymous: 'x', audit_administrator: '+', 'auditor of the city': '+', rest: '-' },
  },

  { route: 'GET /v1/activities', cells: open },
  { route: 'GET /v1/activities?view=mine', cells: signedIn },
  {
    route: 'GET /v1/activities?view=organised',
    cells: { anonymous: 'x', station_manager: '+', rest: '-' },
  },
  {
    route: 'GET /v1/activities?view=review',
    cells: {
      anonymous: 'x',
      street_office: '+',
      residents_committee: '+',
      liaison_officer: '+',
      rest: '-',
    },
  },
  {
    route: 'GET /v1/activities/{id}',
    thing: 'activity in review',
    cells: {
      ...overseers('0'),
      residents_committee: '++0',
      liaison_officer: '++0',
      station_manager: '+00',
      rest: '000',
    },
  },
  { route: 'GET /v1/activities/{id}', thing: 'activity', cells: { rest: '+++' } },
  {
    route: 'POST /v1/activities',
    thing: 'station',
    withThing: true,
    cells: { anonymous: 'xxx', station_manager: '+--', rest: '---' },
  },
  {
    route: 'PUT /v1/activities/{id}',
    thing: 'activity returned',
    withThing: true,
    cells: { anonymous: 'xxx', station_manager: '+00', rest: '---' },
  },
  {
    route: 'POST /v1/activities/{id}/approvals',
    thing: 'activity in review',
    cells: {
      anonymous: 'xxx',
      street_office: '++0',
      residents_committee: '+-0',
      liaison_officer: '+-0',
      rest: '---',
    },
    body: { decision: 'approve' },
  },
  {
    route: 'POST /v1/activities/{id}/sign-ups',
    thing: 'activity',
    cells: { ...anyThing, 'suspended volunteer': '---' },
    codes: { 'suspended volunteer': 'volunteer_suspended' },
  },
  {
    route: 'DELETE /v1/activities/{id}/sign-ups/mine',
    thing: 'activity signed up for',
    cells: anyThing,
  },
  {
    route: 'GET /v1/activities/{id}/sign-ups',
    thing: 'activity',
    cells: { anonymous: 'xxx', ...overseers('-'), station_manager: '+--', rest: '---' },
  },
  {
    route: 'GET /v1/activities/{id}/sign-ups',
    thing: 'activity in review',
    cells: { anonymous: 'xxx', ...overseers('0'), station_manager: '+00', rest: '---' },
  },
  {
    route: 'POST /v1/activities/{id}/admissions',
    thing: 'activity signed up for',
    withThing: true,
    cells: { anonymous: 'xxx', station_manager: '+--', rest: '---' },
  },
  {
    route: 'GET /v1/activities/{id}/attendance-code?purpose=check_in',
    thing: 'activity',
    cells: { anonymous: 'xxx', station_manager: '+--', rest: '---' },
  },
  {
    route: 'POST /v1/activities/{id}/check-ins',
    thing: 'activity to come to',
    withThing: true,
    cells: anyThing,
  },
  {
    route: 'POST /v1/activities/{id}/check-outs',
    thing: 'activity to leave',
    withThing: true,
    cells: anyThing,
  },

  {
    route: 'POST /v1/settlements',
    thing: 'activity',
    withThing: true,
    cells: { anonymous: 'xxx', station_manager: '+--', rest: '---' },
  },
  {
    route: 'GET /v1/settlements/{id}',
    thing: 'settlement',
    cells: { anonymous: 'xxx', ...overseers('0'), station_manager: '+00', rest: '---' },
  },
  {
    route: 'GET /v1/settlements/{id}/lines',
    thing: 'settlement',
    cells: { anonymous: 'xxx', ...overseers('0'), station_manager: '+00', rest: '---' },
  },

  {
    route: 'PUT /v1/sessions/current/pin',
    cells: ofVolunteer,
    body: { pin: '123456' },
    letIn: { status: 422, code: 'pin_weak' },
  },
  { route: 'POST /v1/pay-codes', cells: ofVolunteer },
  {
    route: 'GET /v1/pay-codes/{id}',
    thing: 'pay code',
    cells: { anonymous: 'xxx', volunteer: '+00', rest: '---' },
  },
  { route: 'GET /v1/merchants/me', cells: ofMerchant },
  { route: 'GET /v1/redemptions', cells: ofMerchant },
  {
    route: 'POST /v1/redemptions',
    thing: 'pay code',
    withThing: true,
    // Whoever shows a code may spend it at any shop: there is no thing of another's for a till.
    cells: { anonymous: 'xxx', merchant: '+++', rest: '---' },
  },
  {
    route: 'POST /v1/redemptions',
    thing: 'merchant',
    withThing: true,
    cells: { anonymous: 'xxx', merchant: '+--', rest: '---' },
    letIn: { status: 404, code: 'code_unknown' },
  },
  {
    route: 'GET /v1/redemptions/{id}',
    thing: 'redemption',
    cells: { ...ofOwnMerchant, volunteer: '+00' },
  },
  { route: 'POST /v1/refunds', thing: 'redemption', withThing: true, cells: ofOwnMerchant },

  { route: 'DELETE /v1/sessions/current', cells: signedIn, endsSessions: true },
  { route: 'DELETE /v1/sessions', cells: signedIn, endsSessions: true },
  {
    // Towards the end, too: whoever did is no volunteer any more.
    route: 'DELETE /v1/volunteers/me',
    cells: { anonymous: 'x', volunteer: '+', rest: '!' },
    codes: { '!': 'volunteer_state_wrong' },
    endsSessions: true,
  },
  {
    // Towards the end: whoever heads the organisation loses the role with it.
    route: 'POST /v1/organisations/{id}/cancellations',
    thing: 'led organisation',
    cells: { anonymous: 'xxx', organisation_head: '+--', rest: '---' },
    body: { reason: '人员减少，自行注销' },
  },
  {
    // Last: the tokens of whoever has left are worth nothing within seconds. Whoever works here cannot leave; the
    // organisation's own roles ended with it.
    route: 'DELETE /v1/me',
    cells: {
      anonymous: 'x',
      person: '+',
      volunteer: '+',
      organisation_head: '+',
      project_lead: '+',
      rest: '!',
    },
    codes: { '!': 'roles_held' },
  },
];

/** Who may give which role, where; those who may give any at all, but not this one or not there, get 403. */
function appointing(): Row[] {
  const city = { city_civil_affairs: '+++' };
  const district = { district_civil_affairs: '++-' };
  const street = { street_office: '++-' };
  const community = { residents_committee: '+--' };
  const security = { security_administrator: '+++' };
  const by: Record<Role, Record<string, string>> = {
    security_administrator: security,
    system_administrator: security,
    audit_administrator: security,
    auditor: security,
    city_civil_affairs: security,
    district_civil_affairs: city,
    third_party_supervisor: { ...city, ...district },
    street_office: { ...city, ...district },
    residents_committee: { ...district, ...street },
    party_evaluator: { ...district, ...street },
    merchant: { ...district, ...street },
    liaison_officer: { ...street, ...community },
    station_manager: { ...street, ...community },
    hub_manager: { ...district, ...street },
    organisation_head: { ...district, ...street },
    project_lead: { organisation_head: '+--' },
    // Nobody is granted what comes with registering.
    volunteer: {},
    service_recipient: {},
  };
  return Object.entries(by).flatMap(([role, cells]): Row[] => {
    const grantable = Object.keys(cells).length > 0;
    if (!grantable) return [];
    return [
      {
        route: 'POST /v1/role-grants',
        thing: `scope of a ${role as Role}`,
        withThing: true,
        cells: { anonymous: 'xxx', ...cells, rest: '---' },
        body: { role },
      },
    ];
  });
}
