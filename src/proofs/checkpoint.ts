import { createHash } from 'node:crypto';
import type { Vault } from '../kit/seal.ts';
import { openSignatures, type Signatures } from '../kit/signatures.ts';

/** The newest block of one of a book's chains. */
export interface LaneHead {
  lane: number;
  block: number;
  /** Of the block, in hexadecimal like all hashes here. */
  hash: string;
}

/** How the books of a city stood at one moment: what is signed, as JSON. */
export interface Checkpoint {
  book: number;
  /** From 1, without gaps. */
  number: number;
  /** Everything in it was written before. */
  at: string;
  /** SHA-256 of the signed checkpoint before it; zeros for the first. */
  previous: string;
  /** Of every chain that has a block. The hash of a block fixes all before it. */
  lanes: LaneHead[];
  /** How many balances the root stands for. */
  accounts: number;
  /** Root of the tree over all balances. */
  root: string;
}

export interface Signed extends Checkpoint {
  jws: string;
}

export const noHash = '0'.repeat(64);

/** How a signed checkpoint is named by the next one. */
export function hashOf(jws: string): string {
  return createHash('sha256').update(jws).digest('hex');
}

/** A key of its own, that signs nothing else. */
export function checkpointSignatures(vault: Vault): Signatures {
  return openSignatures(vault, {
    use: 'checkpoint/1',
    kid: 'checkpoint-1',
    type: 'linli-checkpoint+jws',
  });
}

export async function signCheckpoint(by: Signatures, checkpoint: Checkpoint): Promise<string> {
  const { book, number, at, previous, lanes, accounts, root } = checkpoint;
  return by.sign(JSON.stringify({ book, number, at, previous, lanes, accounts, root }));
}

/** What a signed line says; undefined when the signature is not ours. */
export async function readCheckpoint(by: Signatures, jws: string): Promise<Signed | undefined> {
  const text = await by.verify(jws);
  return text === undefined ? undefined : { ...(JSON.parse(text) as Checkpoint), jws };
}

/** Why `next` cannot come directly after `before` (nothing, for the first); undefined when it can. */
export function whyNotNext(before: Signed | undefined, next: Checkpoint): string | undefined {
  if (next.number !== (before?.number ?? 0) + 1) return `follows ${before?.number ?? 'nothing'}`;
  if (next.previous !== (before ? hashOf(before.jws) : noHash))
    return 'names another one as the one before';
  if (before && (next.book !== before.book || next.at < before.at))
    return 'is of another book or earlier';
  const heads = new Map(next.lanes.map(({ lane, block }) => [lane, block]));
  const lost = before?.lanes.find(({ lane, block }) => (heads.get(lane) ?? 0) < block);
  return lost && `has fewer blocks in lane ${lost.lane}`;
}
