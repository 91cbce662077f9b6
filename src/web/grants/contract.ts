/** What the HTTP contract says of roles, in its own words. */
import type { Text } from '../shared/contract.ts';

export interface RoleKind {
  role: string;
  name: Text;
  /** The level of a division, a kind of body, or `oneself`. */
  scope: string;
}

export interface RoleGrant {
  id: string;
  person: { id: string; phone: string; name: string | null };
  name: Text;
  scopeName: string;
  validFrom: string;
  validTo: string | null;
  state: 'to_come' | 'in_force' | 'expired' | 'revoked';
  mayRevoke: boolean;
}

export interface RoleScope {
  scope: string;
  name: string;
  /** What it lies in, from above. */
  path: string[];
}
