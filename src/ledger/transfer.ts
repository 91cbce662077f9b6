import type { Instant } from '../kit/clock.ts';

/** Why something moved, as the books keep it. Numbers are for ever: a code is never used again for another reason. */
export const transferCodes = {
  service_hours: 1,
  service_points: 2,
  redemption: 3,
  refund: 4,
  hold_expired: 5,
  lot_lapsed: 6,
  opening: 7,
  merged: 8,
} as const;
export type TransferCode = (typeof transferCodes)[keyof typeof transferCodes];

const names = new Map(Object.entries(transferCodes).map(([name, code]) => [code as number, name]));

export function nameOfCode(code: TransferCode): keyof typeof transferCodes {
  return names.get(code) as keyof typeof transferCodes;
}

/**
 * What a transfer does, by its number in the books. A hold promises and moves nothing yet; a capture moves all
 * or part of it and releases the rest, a void and an expiry release all; a reversal takes back; a lapse takes
 * from lots whose day is over.
 */
export const transferKinds = [
  'post',
  'hold',
  'capture',
  'void',
  'expire',
  'reversal',
  'lapse',
] as const;
export type TransferKind = (typeof transferKinds)[number];

interface Common {
  /** Made from the cause or by the caller before sending, with its time (UUIDv7 or alike); posting the same id again changes nothing. */
  id: string;
  code: TransferCode;
  /** What it is about: a service record, a redemption. */
  subject?: string;
  /** Neighbours with an equal number above 0 happen together or not at all. */
  group?: number;
  ruleVersion: number;
  /** When it counts from, where that is not now. */
  effectiveAt?: Instant;
  /** The day (in China) after which what is credited lapses; for a reversal, the new day of what has lapsed meanwhile. */
  expiresOn?: string;
}

/** A movement between two accounts that the caller names. */
export interface Movement extends Common {
  kind?: 'post' | 'hold' | 'lapse';
  debit: string;
  credit: string;
  /** In whole steps of the accounts' unit, above 0. */
  amount: number;
  /** How long a hold waits for its capture; for ever when left out. */
  holdSeconds?: number;
}

/** What becomes of an earlier transfer. */
export interface Resolution extends Common {
  kind: 'capture' | 'void' | 'expire' | 'reversal';
  /** The hold that it resolves, or the transfer that it takes back. */
  origin: string;
  /** All that is left, when left out. */
  amount?: number;
}

/** One movement to post. */
export type Transfer = Movement | Resolution;

/** What `ledger.post` answers for a transfer, by number. From the third on: refusals, in the order in which it tests. */
export const postAnswers = [
  'created',
  'exists',
  'id_outside_years',
  'named_twice',
  'amount_wrong',
  'origin_unknown',
  'same_account',
  'account_unknown',
  'units_differ',
  'id_reused',
  'origin_differs',
  'hold_resolved',
  'hold_expired',
  'hold_not_expired',
  'already_reversed',
  'exceeds_rest',
  'account_closed',
  'period_closed',
  'below_floor',
  'above_ceiling',
  'group_failed',
] as const;
export type PostRefusal = Exclude<(typeof postAnswers)[number], 'created' | 'exists'>;

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
