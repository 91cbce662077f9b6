import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Transact } from './db.ts';
import { oncePerKey } from './idempotency.ts';
import { refuse } from './kit-refusals.ts';

/** Documents the header; that it is there is checked below, with a refusal that explains why. */
export const KeyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description: 'Made by the caller before sending; 1 to 255 printable ASCII characters. 必填。',
    }),
  ),
});

/**
 * The transaction for a request that moves a balance: once per `Idempotency-Key` of this caller and route.
 * Refuses: idempotency_key_required, and what `oncePerKey` refuses.
 */
export function keyedTransact(
  { transact }: { transact: Transact },
  caller: { book: number; personId: string },
  request: FastifyRequest,
  reply: FastifyReply,
  /** What has to be the same again; of a large body, a digest. */
  body: unknown = request.body,
): Transact {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key))
    throw refuse('idempotency_key_required');
  return oncePerKey(transact, {
    book: caller.book,
    caller: caller.personId,
    route: `${request.method} ${request.routeOptions.url}`,
    key,
    body,
    onReplay: () => void reply.header('idempotent-replayed', 'true'),
  });
}
