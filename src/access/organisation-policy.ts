import {
  communityAndStreet,
  everyone,
  ofCommunity,
  ofStation,
  overseers,
  type Permission,
  type Rule,
  signedIn,
} from './rule.ts';

const stationOverseers: Permission = { ...ofStation, ...overseers, ...ofCommunity };

/** Who may do what to stations, to the rosters and hubs of organisations, and see where liaison officers are missing. */
export const organisationPolicy = {
  'station.list': everyone,
  'station.oversee': { to: stationOverseers },
  'station.read': { to: stationOverseers, ofPublic: true },
  'station.enter': { to: communityAndStreet },
  'station.edit': { to: communityAndStreet, seenBy: 'station.read' },
  'station.decide': { to: { street_office: 'area' }, apart: true, seenBy: 'station.read' },
  'organisation.edit': {
    to: { street_office: 'area', organisation_head: 'own_place' },
    seenBy: 'organisation.read',
  },
  // What tells who it is: code, leader, being the hub.
  'organisation.identify': { to: { street_office: 'area' } },
  'organisation.join_hub': {
    to: { street_office: 'area', organisation_head: 'own_place' },
    seenBy: 'organisation.read',
  },
  'member.add': {
    to: { organisation_head: 'own_place', hub_manager: 'own_place' },
    seenBy: 'organisation.read',
  },
  // 组织: own members' phone; 枢纽: no (domain.md 9.1, unmask personal data).
  'member.disclose': { to: { organisation_head: 'own_place' } },
  'member.remove': { to: { organisation_head: 'own_place', hub_manager: 'own_place' } },
  'membership.own': signedIn,
  'liaison_coverage.read': { to: { ...overseers, residents_committee: 'area' } },
} as const satisfies Record<string, Rule>;
