import type { Role } from './roles.ts';

/** How a thing has to lie to a grant for its holder to act on it; `may.ts` says what each means. */
export type Condition = 'own' | 'own_place' | 'area' | 'same_street';

export type Permission = Readonly<Partial<Record<Role, Condition>>>;

export interface Rule {
  /** Who may, as whom, on which things. */
  readonly to: 'everyone' | 'signed_in' | Permission;
  /** Things that are public, everybody may. */
  readonly ofPublic?: true;
  /** Not those whom it is about (E_SELF_REVIEW, domain.md 9.2), whatever their role. */
  readonly apart?: true;
  /** Who may do that sees the thing, and is told 403; to all others it does not exist (404). */
  readonly seenBy?: string;
}

const everyone: Rule = { to: 'everyone' };
const signedIn: Rule = { to: 'signed_in' };
const ofVolunteer: Rule = { to: { volunteer: 'own' } };
/** 市 and 区 view, 街道 and third parties look at samples (domain.md 9.1, record entry). */
const overseers: Permission = {
  city_civil_affairs: 'area',
  district_civil_affairs: 'area',
  street_office: 'area',
  third_party_supervisor: 'area',
  auditor: 'area',
};
const ofCommunity: Permission = { residents_committee: 'area', liaison_officer: 'area' };
const communityAndStreet: Permission = { residents_committee: 'area', street_office: 'area' };
const ofStation: Permission = { station_manager: 'own_place' };
const ofMerchant: Permission = { merchant: 'own_place' };

/**
 * The whole access model (domain.md 9.1, which has the last word): each route names one of these actions, operations
 * ask it about the thing at hand, and the web shows by it what works. test/access/matrix.ts says the same once more,
 * route by route.
 */
export const policy = {
  'town.read': everyone,
  'mailbox.read': everyone,
  'region.read': everyone,
  'category.read': everyone,
  'checkpoint.read': everyone,

  'session.open': everyone,
  'session.renew': everyone,
  'session.end': signedIn,
  'session.read_own': signedIn,
  'staff_enrolment.make': signedIn,
  'password.change': signedIn,
  'credential.reset': { to: { security_administrator: 'area' }, apart: true },
  'me.read': signedIn,

  'role.read': signedIn,
  'role_grant.read_own': signedIn,
  'role_grant.read': {
    to: {
      city_civil_affairs: 'area',
      district_civil_affairs: 'area',
      street_office: 'area',
      residents_committee: 'area',
      hub_manager: 'own_place',
      organisation_head: 'own_place',
      auditor: 'area',
      system_administrator: 'area',
      security_administrator: 'area',
      audit_administrator: 'area',
    },
  },
  // Of what: `appointments` below.
  'role_grant.make': {
    to: {
      city_civil_affairs: 'area',
      district_civil_affairs: 'area',
      street_office: 'area',
      residents_committee: 'area',
      organisation_head: 'own_place',
      security_administrator: 'area',
    },
    apart: true,
    seenBy: 'role_grant.read',
  },

  'person.export': signedIn,
  'volunteer.disclose': {
    to: {
      city_civil_affairs: 'area',
      district_civil_affairs: 'area',
      street_office: 'area',
      residents_committee: 'area',
      liaison_officer: 'area',
    },
    seenBy: 'volunteer.read',
  },
  'audit_entry.read': { to: { auditor: 'area', audit_administrator: 'area' } },

  'skill.read': everyone,
  'consent_text.read': everyone,
  'consent.own': signedIn,
  'ward.own': signedIn,
  'person.leave': signedIn,
  'volunteer.register': signedIn,
  'volunteer.register_for': {
    to: { residents_committee: 'area', liaison_officer: 'area', organisation_head: 'own_place' },
  },
  'volunteer.edit_own': signedIn,
  'volunteer.read': {
    to: {
      ...overseers,
      residents_committee: 'area',
      liaison_officer: 'area',
    },
  },
  // 社区矫正、社区戒毒、刑满释放、精神障碍康复 are looked after by community and street (domain.md 12, PROTECTED).
  'volunteer.read_protected': { to: communityAndStreet },
  'volunteer.protect': { to: communityAndStreet, apart: true, seenBy: 'volunteer.read' },
  'volunteer.change_guardian': { to: ofCommunity, apart: true, seenBy: 'volunteer.read' },
  'volunteer.review_community': { to: ofCommunity, apart: true, seenBy: 'volunteer.read' },
  'volunteer.review_street': {
    to: { street_office: 'area' },
    apart: true,
    seenBy: 'volunteer.read',
  },
  'volunteer.review_district': {
    to: { district_civil_affairs: 'area' },
    apart: true,
    seenBy: 'volunteer.read',
  },
  'correction.ask': ofVolunteer,
  'correction.decide': {
    to: { residents_committee: 'area', liaison_officer: 'area', street_office: 'area' },
    apart: true,
    seenBy: 'volunteer.read',
  },
  'volunteer.decide': { to: { street_office: 'area' }, apart: true, seenBy: 'volunteer.read' },
  'organisation.read': everyone,
  'organisation.oversee': {
    to: {
      ...overseers,
      residents_committee: 'area',
      liaison_officer: 'area',
      hub_manager: 'own_place',
      organisation_head: 'own_place',
    },
  },
  'organisation.enter': { to: { street_office: 'area' } },
  'organisation.decide': {
    to: { street_office: 'area' },
    apart: true,
    seenBy: 'organisation.read',
  },
  'organisation.cancel': { to: { organisation_head: 'own_place' }, seenBy: 'organisation.read' },
  'filing.apply': signedIn,
  'filing.change': { to: { organisation_head: 'own_place' }, seenBy: 'organisation.read' },
  // 市 statistics, 区 coordinates and views (domain.md 9.1).
  'filing.read': { to: { ...overseers, residents_committee: 'area' } },
  'filing.first_review': {
    to: { residents_committee: 'area' },
    apart: true,
    seenBy: 'filing.read',
  },
  'filing.decide': { to: { street_office: 'area' }, apart: true, seenBy: 'filing.read' },
  'filing.disclose': {
    to: { residents_committee: 'area', street_office: 'area' },
    seenBy: 'filing.read',
  },
  'annual_report.submit': {
    to: { organisation_head: 'own_place' },
    seenBy: 'organisation.read',
  },
  'annual_report.read': { to: { ...overseers, residents_committee: 'area' } },
  'annual_report.grade': {
    to: { street_office: 'area' },
    apart: true,
    seenBy: 'organisation.read',
  },
  'passbook.read_own': ofVolunteer,
  'record.read_own': ofVolunteer,

  'activity.list': everyone,
  'activity.read': {
    to: {
      ...ofStation,
      ...overseers,
      // Neighbouring communities plan together.
      residents_committee: 'same_street',
      liaison_officer: 'same_street',
    },
    ofPublic: true,
  },
  'activity.submit': { to: ofStation },
  'activity.edit': { to: ofStation, seenBy: 'activity.read' },
  'activity.review': {
    to: { street_office: 'area', residents_committee: 'area', liaison_officer: 'area' },
    apart: true,
    seenBy: 'activity.read',
  },

  'sign_up.make': ofVolunteer,
  'sign_up.read': { to: { ...ofStation, ...overseers }, seenBy: 'activity.read' },
  'sign_up.admit': { to: ofStation, seenBy: 'activity.read' },
  'attendance.make': ofVolunteer,
  'attendance.show_code': { to: ofStation, seenBy: 'activity.read' },

  'settlement.make': { to: ofStation, seenBy: 'activity.read' },
  'settlement.read': { to: { ...ofStation, ...overseers } },

  'pin.set': ofVolunteer,
  'pay_code.make': ofVolunteer,
  'pay_code.read': ofVolunteer,
  'merchant.read_own': { to: ofMerchant },
  'redemption.make': { to: ofMerchant },
  'redemption.list': { to: ofMerchant },
  'redemption.read': { to: { volunteer: 'own', ...ofMerchant } },
  'refund.make': { to: ofMerchant, seenBy: 'redemption.read' },
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof policy;

const byCity: Permission = { city_civil_affairs: 'area' };
const byDistrict: Permission = { ...byCity, district_civil_affairs: 'area' };
const byStreet: Permission = { district_civil_affairs: 'area', street_office: 'area' };
const byCommunity: Permission = { street_office: 'area', residents_committee: 'area' };
const bySecurity: Permission = { security_administrator: 'area' };

/** Who may give each role, and take it back, within their own reach; nobody gives what comes with registering. */
export const appointments: Readonly<Record<Role, Permission>> = {
  security_administrator: bySecurity,
  system_administrator: bySecurity,
  audit_administrator: bySecurity,
  auditor: bySecurity,
  city_civil_affairs: bySecurity,
  district_civil_affairs: byCity,
  third_party_supervisor: byDistrict,
  street_office: byDistrict,
  residents_committee: byStreet,
  party_evaluator: byStreet,
  hub_manager: byStreet,
  organisation_head: byStreet,
  merchant: byStreet,
  liaison_officer: byCommunity,
  station_manager: byCommunity,
  project_lead: { organisation_head: 'own_place' },
  volunteer: {},
  service_recipient: {},
};
