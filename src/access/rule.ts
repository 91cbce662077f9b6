import type { Role } from './roles.ts';

/** How a thing has to lie to a grant for its holder to act on it; `may.ts` says what each means. */
export type Condition = 'own' | 'own_place' | 'area' | 'same_street';

export type Permission = Readonly<Partial<Record<Role, Condition>>>;

export interface Rule {
  /** Who may, as whom, on which things. */
  readonly to: 'everyone' | 'signed_in' | Permission;
  /** Only whoever is it for the whole city: what it is about knows no region. */
  readonly ofCity?: true;
  /** Things that are public, everybody may. */
  readonly ofPublic?: true;
  /** Not those whom it is about (E_SELF_REVIEW, domain.md 9.2), whatever their role. */
  readonly apart?: true;
  /** Who may do that sees the thing, and is told 403; to all others it does not exist (404). */
  readonly seenBy?: string;
}

export const everyone: Rule = { to: 'everyone' };
export const signedIn: Rule = { to: 'signed_in' };
export const ofVolunteer: Rule = { to: { volunteer: 'own' } };
/** 市 and 区 view, 街道 and third parties look at samples (domain.md 9.1, record entry). */
export const overseers: Permission = {
  city_civil_affairs: 'area',
  district_civil_affairs: 'area',
  street_office: 'area',
  third_party_supervisor: 'area',
  auditor: 'area',
};
export const ofCommunity: Permission = { residents_committee: 'area', liaison_officer: 'area' };
export const communityAndStreet: Permission = {
  residents_committee: 'area',
  street_office: 'area',
};
export const ofStation: Permission = { station_manager: 'own_place' };
export const ofMerchant: Permission = { merchant: 'own_place' };
