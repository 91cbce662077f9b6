import { Type } from 'typebox';
import { InstantText, Uuid } from '../kit/http.ts';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Hash = Type.String({ description: 'SHA-256', examples: ['9f86d081…'] });
const Jws = Type.String({ description: 'JWS (RFC 7515), EdDSA' });
const Micros = Type.String({ examples: ['2026-11-23T01:00:00.000000Z'] });
const Holder = Type.Object({ person: Uuid, kind: Type.String({ examples: ['points_main'] }) });

export const CheckpointItem = Type.Object({ number: Type.Integer(), at: InstantText, jws: Jws });

export const TransferProof = Type.Object({
  proof: Type.Literal('transfer'),
  holder: Holder,
  transfer: Type.Object({
    book: Type.Integer(),
    id: Uuid,
    kind: Type.Integer(),
    unit: Type.Integer(),
    code: Type.Integer(),
    ruleVersion: Type.Integer(),
    debit: Uuid,
    credit: Uuid,
    amount: Type.Integer(),
    subject: orNull(Uuid),
    origin: orNull(Uuid),
    recordedAt: Micros,
    effectiveAt: orNull(Micros),
    lane: Type.Integer(),
    block: Type.Integer(),
    position: Type.Integer(),
    expiresAt: orNull(Micros),
  }),
  block: Type.Object({
    transfers: Type.Integer(),
    at: Micros,
    privateHash: Hash,
    previous: Hash,
    leaves: Type.Array(Hash),
  }),
  after: Type.Array(
    Type.Object({
      transfers: Type.Integer(),
      at: Micros,
      privateHash: Hash,
      leavesHash: Hash,
    }),
  ),
  checkpoint: Jws,
});

export const BalanceProof = Type.Object({
  proof: Type.Literal('balance'),
  holder: Holder,
  balance: Type.Object({
    book: Type.Integer(),
    account: Uuid,
    unit: Type.Integer(),
    balance: Type.Integer(),
    debitPending: Type.Integer(),
    creditPending: Type.Integer(),
    version: Type.Integer(),
    floor: orNull(Type.Integer()),
    ceiling: orNull(Type.Integer()),
    closed: Type.Boolean(),
    salt: Uuid,
  }),
  bucket: Type.Object({ before: Type.Array(Hash), after: Type.Array(Hash) }),
  path: Type.Array(Hash),
  checkpoint: Jws,
});

export const PublicKeys = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.String(),
      crv: Type.String(),
      x: Type.String(),
      kid: Type.String(),
      alg: Type.String(),
      use: Type.String(),
    }),
  ),
});
