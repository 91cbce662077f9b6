import type { Role } from './roles.ts';
import type { Permission } from './rule.ts';

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
