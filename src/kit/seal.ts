import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { invariant } from './invariant.ts';

/**
 * Where a sealed value lives. It is authenticated with the value, so that a ciphertext moved to another
 * table, column or row does not open.
 */
export interface SealPlace {
  table: string;
  column: string;
  row: string;
}

export interface Vault {
  /** AES-256-GCM with a random nonce; the envelope starts with the key's number, so that keys can be rotated. */
  seal(place: SealPlace, text: string): Buffer;
  /** Refuses (throws) when the bytes were changed, moved or sealed with another key. */
  open(place: SealPlace, envelope: Buffer): string;
  /** A keyed fingerprint for uniqueness and look-up of `value`, e.g. purpose `phone`. A plain hash of a phone falls in seconds. */
  index(purpose: string, value: string): Buffer;
  /** Key material for one named use, 32 bytes. */
  derive(use: string): Buffer;
}

const keyNumber = 1;
const nonceBytes = 12;
const tagBytes = 16;
const envelopeBytesMin = 1 + nonceBytes + tagBytes;

/** All keys come from one master key of 32 bytes, which never enters the database. */
export function openVault(masterKey: Buffer): Vault {
  invariant(masterKey.length === 32, 'the master key has 32 bytes');
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', masterKey, 'linli', use, 32));
  const sealingKey = derive('seal/1');
  const indexKey = derive('index/1');
  const aad = ({ table, column, row }: SealPlace) => Buffer.from(`${table}|${column}|${row}`);
  return {
    derive,
    seal(place, text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(aad(place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([keyNumber]), nonce, body, cipher.getAuthTag()]);
    },
    open(place, envelope) {
      invariant(envelope[0] === keyNumber, 'the envelope names a key that is not here');
      // GCM itself would take a tag of 4 bytes, which can be guessed.
      invariant(envelope.length >= envelopeBytesMin, 'the envelope is too short');
      const nonce = envelope.subarray(1, 1 + nonceBytes);
      const body = envelope.subarray(1 + nonceBytes, -tagBytes);
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, nonce)
        .setAAD(aad(place))
        .setAuthTag(envelope.subarray(-tagBytes));
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
    index(purpose, value) {
      return createHmac('sha256', indexKey).update(`${purpose}|${value}`).digest();
    },
  };
}
