import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { freshBytes } from './fresh-bytes.ts';
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

export interface Seals {
  /** AES-256-GCM with a random nonce; the envelope starts with the key's number. */
  seal(place: SealPlace, text: string): Buffer;
  /** Refuses (throws) when the bytes were changed, moved, or sealed with another key. */
  open(place: SealPlace, envelope: Buffer): string;
}

export interface Vault extends Seals {
  /** A key of somebody's own: what is sealed with it is gone for good once the sealed key is (crypto-shredding). */
  newKey(place: SealPlace): { sealedKey: Buffer; seals: Seals };
  /** Seals and opens with a key that `newKey` made for the place. */
  unlock(place: SealPlace, sealedKey: Buffer): Seals;
  /** The same value, sealed with the newest key; undefined when it is already. Of any envelope that `seal` or `newKey` made. */
  reseal(place: SealPlace, envelope: Buffer): Buffer | undefined;
  /** A keyed fingerprint for uniqueness and look-up of `value`, e.g. purpose `phone`. A plain hash of a phone falls in seconds. */
  index(purpose: string, value: string): Buffer;
  /** Key material for one named use, 32 bytes. */
  derive(use: string): Buffer;
}

/** The data keys by their numbers, 1 to 255. They change while the program runs. */
export interface Keyring {
  /** With what is sealed from now on. */
  newest(): number;
  /** Undefined for a key that was retired. */
  key(number: number): Buffer | undefined;
}

export const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const envelopeBytesMin = 1 + nonceBytes + tagBytes;
/** In the place of a key's number: sealed with a key of somebody's own. */
const ownKey = 0;

/** Everything but the data keys comes from one root key of 32 bytes, which enters the database only wrapped. */
export function openVault(rootKey: Buffer, keyring = derivedKeyring(rootKey)): Vault {
  invariant(rootKey.length === keyBytes, 'the root key has 32 bytes');
  const indexKey = derive(rootKey, 'index/1');
  const keyOf = (envelope: Buffer) => {
    const key = keyring.key(envelope[0] ?? ownKey);
    invariant(key, 'the envelope names a key that is not here');
    return key;
  };
  const sealNew = (place: SealPlace, body: Buffer) => {
    const number = keyring.newest();
    return wrap(keyring.key(number)!, number, place, body);
  };
  const openAny = (place: SealPlace, envelope: Buffer) => unwrap(keyOf(envelope), place, envelope);
  return {
    derive: (use) => derive(rootKey, use),
    seal: (place, text) => sealNew(place, Buffer.from(text, 'utf8')),
    open: (place, envelope) => openAny(place, envelope).toString('utf8'),
    newKey(place) {
      const key = Buffer.from(freshBytes(keyBytes));
      return { sealedKey: sealNew(place, key), seals: sealsWith(key) };
    },
    unlock: (place, sealedKey) => sealsWith(openAny(place, sealedKey)),
    reseal(place, envelope) {
      const body = openAny(place, envelope);
      return envelope[0] === keyring.newest() ? undefined : sealNew(place, body);
    },
    index(purpose, value) {
      return createHmac('sha256', indexKey).update(`${purpose}|${value}`).digest();
    },
  };
}

const sealsWith = (key: Buffer): Seals => ({
  seal: (place, text) => wrap(key, ownKey, place, Buffer.from(text, 'utf8')),
  open(place, envelope) {
    invariant(envelope[0] === ownKey, 'the envelope names another key');
    return unwrap(key, place, envelope).toString('utf8');
  },
});

export function derive(key: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, 'linli', use, keyBytes));
}

const additional = ({ table, column, row }: SealPlace) => Buffer.from(`${table}|${column}|${row}`);

export function wrap(key: Buffer, number: number, place: SealPlace, body: Buffer): Buffer {
  const nonce = freshBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(additional(place));
  const start = Buffer.of(number);
  // One after the other: the tag is known only then.
  return Buffer.concat([start, nonce, cipher.update(body), cipher.final(), cipher.getAuthTag()]);
}

export function unwrap(key: Buffer, place: SealPlace, envelope: Buffer): Buffer {
  // GCM itself would take a tag of 4 bytes, which can be guessed.
  invariant(envelope.length >= envelopeBytesMin, 'the envelope is too short');
  const nonce = envelope.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    .setAAD(additional(place))
    .setAuthTag(envelope.subarray(-tagBytes));
  const body = envelope.subarray(1 + nonceBytes, -tagBytes);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}

/** For programs without a database: one key, which comes from the root key. */
function derivedKeyring(rootKey: Buffer): Keyring {
  const key = derive(rootKey, 'seal/1');
  return { newest: () => 1, key: (number) => (number === 1 ? key : undefined) };
}
