import { organisationPolicy } from './organisation-policy.ts';
import {
  communityAndStreet,
  everyone,
  ofCommunity,
  ofMerchant,
  ofStation,
  ofVolunteer,
  overseers,
  type Rule,
  signedIn,
} from './rule.ts';

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
  'session.confirm': signedIn,
  'staff_enrolment.make': signedIn,
  'password.change': signedIn,
  'authenticator.change': signedIn,
  'recovery_code.make': signedIn,
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
  // Of what: `appointments`.
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
  // Entries are of the whole city: who audits a part of it is not shown the rest.
  'audit_entry.read': { to: { auditor: 'area', audit_administrator: 'area' }, ofCity: true },

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
  'volunteer.end_own': signedIn,
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
  // Every step on the phone has a way at the desk (无障碍环境建设法 Art. 39).
  'volunteer.act_for': { to: ofCommunity, apart: true, seenBy: 'volunteer.read' },
  'volunteer.end_for': { to: ofCommunity, apart: true, seenBy: 'volunteer.read' },
  'person.export_for': { to: ofCommunity, apart: true, seenBy: 'volunteer.read' },
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
  // Both have to lie in the area: those of two streets are merged by the district, of two districts by the city.
  'volunteer.merge': {
    to: { city_civil_affairs: 'area', district_civil_affairs: 'area', street_office: 'area' },
    apart: true,
    seenBy: 'volunteer.read',
  },
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
  ...organisationPolicy,
  'organisation.decide': {
    to: { street_office: 'area' },
    apart: true,
    seenBy: 'organisation.read',
  },
  'organisation.cancel': { to: { organisation_head: 'own_place' }, seenBy: 'organisation.read' },
  'filing.apply': signedIn,
  'filing.change': { to: { organisation_head: 'own_place' }, seenBy: 'organisation.read' },
  // 居委会/联系员 share a column, 枢纽 advises in its street, 市 statistics, 区 coordinates and views (domain.md 9.1).
  'filing.read': { to: { ...overseers, ...ofCommunity } },
  'filing.first_review': { to: ofCommunity, apart: true, seenBy: 'filing.read' },
  'filing.advise': { to: { hub_manager: 'own_place' }, apart: true },
  'filing.count': { to: { city_civil_affairs: 'area', district_civil_affairs: 'area' } },
  'filing.decide': { to: { street_office: 'area' }, apart: true, seenBy: 'filing.read' },
  'filing.disclose': {
    to: { ...ofCommunity, street_office: 'area' },
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
  // Of what: the action of each kind (src/imports/kinds.ts), and of each row that of registering one.
  'import.make': {
    to: {
      street_office: 'area',
      residents_committee: 'area',
      liaison_officer: 'area',
      organisation_head: 'own_place',
      hub_manager: 'own_place',
    },
  },
  'import.read': {
    to: {
      street_office: 'own',
      residents_committee: 'own',
      liaison_officer: 'own',
      organisation_head: 'own',
      hub_manager: 'own',
    },
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
