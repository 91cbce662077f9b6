import type { Instant } from '../kit/clock.ts';

/** Why something moved, as the books keep it. Numbers are for ever: a code is never used again for another reason. */
export const transferCodes = {
  service_hours: 1,
  service_points: 2,
  redemption: 3,
  refund: 4,
} as const;
export type TransferCode = (typeof transferCodes)[keyof typeof transferCodes];

/** One movement to post. */
export interface Transfer {
  /** Made from the cause or by the caller before sending; posting the same id again changes nothing. */
  id: string;
  debit: string;
  credit: string;
  /** In whole steps of the accounts' unit, above 0. */
  amount: number;
  code: TransferCode;
  /** What it is about: a service record, a redemption. */
  subject?: string;
  /** The transfer that this one takes back: same amount, opposite accounts. */
  reverses?: string;
  /** Neighbours with an equal number above 0 happen together or not at all. */
  group?: number;
  ruleVersion: number;
  /** When it counts from, where that is not now. */
  effectiveAt?: Instant;
}

/** Why a transfer was refused, in the order in which `ledger.post` tests. */
export type PostRefusal =
  | 'amount_wrong'
  | 'same_account'
  | 'account_unknown'
  | 'units_differ'
  | 'id_reused'
  | 'duplicate_in_batch'
  | 'reversed_unknown'
  | 'reversal_differs'
  | 'already_reversed'
  | 'below_floor'
  | 'above_ceiling'
  | 'group_failed';

/** It is in the books. `exists`: it was posted before, and time and balances are those of then. */
export interface Posted {
  result: 'created' | 'exists';
  recordedAt: Instant;
  debitBalance: number;
  creditBalance: number;
}

/** What became of one transfer. */
export type PostResult = Posted | { result: PostRefusal };

export function isPosted(result: PostResult): result is Posted {
  return result.result === 'created' || result.result === 'exists';
}
