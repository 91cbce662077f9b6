import type { Text } from '../kit/refusal.ts';
import type { RegionLevel } from '../kit/region-code.ts';

/** What a role is granted for: a division of one level, or of any (`region`), and all below it; a body; or oneself. */
export type ScopeKind =
  | RegionLevel
  | 'region'
  | 'organisation'
  | 'station'
  | 'merchant'
  | 'oneself';

interface RoleKind {
  readonly name: Text;
  readonly scope: ScopeKind;
}

const role = (zh: string, en: string, scope: ScopeKind): RoleKind => ({
  name: { 'zh-CN': zh, en },
  scope,
});

/**
 * What somebody may act as (domain.md 9, User / Role grant). The three administrators are three people, who keep the
 * system, its security and its audit (三员分立, GB/T 22239-2019 8.1.5); `role_grant_duties_apart` repeats it.
 */
export const roles = {
  city_civil_affairs: role('市民政', 'City civil affairs bureau', 'city'),
  district_civil_affairs: role('区民政', 'District civil affairs bureau', 'district'),
  street_office: role('街道（乡镇）', 'Street (township) office', 'street'),
  residents_committee: role('居（村）委会', 'Residents’ (villagers’) committee', 'community'),
  party_evaluator: role('党组织评价员', 'Evaluator of the party organisation', 'region'),
  hub_manager: role('枢纽管理员', 'Manager of a hub organisation', 'organisation'),
  organisation_head: role('组织负责人', 'Head of an organisation', 'organisation'),
  project_lead: role('项目负责人', 'Lead of a project', 'organisation'),
  liaison_officer: role('志愿服务联系员', 'Volunteer liaison officer', 'community'),
  station_manager: role('站点管理员', 'Station manager', 'station'),
  volunteer: role('志愿者', 'Volunteer', 'oneself'),
  service_recipient: role('服务对象/家属', 'Recipient of service, or family', 'oneself'),
  merchant: role('商家', 'Merchant', 'merchant'),
  third_party_supervisor: role('第三方督导', 'Third-party supervisor', 'region'),
  auditor: role('审计员', 'Auditor', 'region'),
  system_administrator: role('系统管理员', 'System administrator', 'city'),
  security_administrator: role('安全管理员', 'Security administrator', 'city'),
  audit_administrator: role('审计管理员', 'Audit administrator', 'city'),
} as const satisfies Record<string, RoleKind>;

export type Role = keyof typeof roles;
export const roleNames = Object.keys(roles) as Role[];

/** Who acts for the town and not for themselves or their shop: they prove who they are with two factors. */
export const isStaffRole = (role: Role): boolean =>
  !['volunteer', 'service_recipient', 'merchant'].includes(role);
