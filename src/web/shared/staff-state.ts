import type { Text } from './contract.ts';

/** Of staff: whether a second factor is set up, or was reset, and the roles that this session lacks without it. */
export interface StaffState {
  enrolled: boolean;
  resetPending: boolean;
  recoveryCodesLeft: number;
  /** Shortly before the password expires. */
  passwordEndsAt: string | null;
  withheld: { role: string; name: Text }[];
}
