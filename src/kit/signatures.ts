import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { CompactSign, compactVerify, errors, exportJWK, type JWK } from 'jose';
import type { Vault } from './seal.ts';

/** What one key signs, for readers who have only the public key. */
export interface Signatures {
  /** A compact JWS (RFC 7515) over the text. The same text gives the same signature. */
  sign(text: string): Promise<string>;
  /** The text of a JWS that is ours and of this type; undefined for anything else. */
  verify(jws: string): Promise<string | undefined>;
  /** Everything that is needed to verify, to be shown to everybody. */
  publicKeys(): Promise<{ keys: JWK[] }>;
}

const algorithm = 'EdDSA';

/** The Ed25519 key of one use; derived from the root key, so all processes agree without a key file. */
export function privateKeyFor(vault: Vault, use: string): KeyObject {
  // PKCS #8 of an Ed25519 key is this fixed prefix followed by the 32-byte seed (RFC 8410).
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const key = Buffer.concat([prefix, vault.derive(use)]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** `use` names the key in the vault, `kid` to readers; `type` keeps what it signs apart from other signed texts. */
export function openSignatures(
  vault: Vault,
  { use, kid, type }: { use: string; kid: string; type: string },
): Signatures {
  const privateKey = privateKeyFor(vault, use);
  const publicKey = createPublicKey(privateKey);
  return {
    sign: (text) =>
      new CompactSign(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: algorithm, typ: type, kid })
        .sign(privateKey),
    async verify(jws) {
      try {
        const { payload, protectedHeader } = await compactVerify(jws, publicKey, {
          algorithms: [algorithm],
        });
        const ours = protectedHeader.typ === type && protectedHeader.kid === kid;
        return ours ? new TextDecoder().decode(payload) : undefined;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
    async publicKeys() {
      return { keys: [{ ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' }] };
    },
  };
}
