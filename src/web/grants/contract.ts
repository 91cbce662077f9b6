/** What the HTTP contract says of roles, in its own words. */
import type { Text } from '../shared/contract.ts';

export interface RoleKind {
  role: string;
  name: Text;
}

export interface RoleGrant {
  id: string;
  person: { id: string; phone: string };
  name: Text;
  scopeName: string;
  validFrom: string;
  validTo: string | null;
  revoked: boolean;
  mayRevoke: boolean;
}

export interface RoleScope {
  scope: string;
  name: string;
}
