import { createPublicKey, verify } from 'node:crypto';
import type { Vault } from '../kit/seal.ts';
import { privateKeyFor } from '../kit/signatures.ts';
import type { Checkpoint } from './checkpoint-store.ts';

/** Ed25519, of this use alone. */
export const signingKey = (vault: Vault) => privateKeyFor(vault, 'audit/1');

/** What is signed, in one line of text so that anybody can rebuild it. */
export function checkpointText(c: Omit<Checkpoint, 'signature'>): string {
  const { book, number, at, numbers, digest, previous } = c;
  const hashes = [digest.toString('hex'), previous.toString('hex')];
  return ['linli-audit/1', book, number, at, numbers, ...hashes].join('|');
}

/** A checkpoint as it stands outside of the database. */
export const lineOf = (c: Checkpoint): string =>
  `${checkpointText(c)}|${c.signature.toString('hex')}`;

/** Of what book and number a line is; undefined where it was not signed by us. */
export function readLine(vault: Vault, line: string): { book: number; number: string } | undefined {
  const cut = line.lastIndexOf('|');
  const [, book, number] = line.split('|');
  const key = createPublicKey(signingKey(vault));
  const signature = Buffer.from(line.slice(cut + 1), 'hex');
  if (!number || !verify(null, Buffer.from(line.slice(0, cut)), key, signature)) return undefined;
  return { book: Number(book), number };
}
