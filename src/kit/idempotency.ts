import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Transact, Tx } from './db.ts';
import { refuse } from './kit-refusals.ts';
import { Refusal, type RefusalDetail, type Text } from './refusal.ts';

export interface KeyedRequest {
  book: number;
  /** Who asks: a key belongs to its caller, another caller's equal key is another key. */
  caller: string;
  route: string;
  key: string;
  body: unknown;
  onReplay(): void;
}

/** In one transaction. There is no index by time: it would cost each request, and this runs once a day. */
const removedMax = 10_000;

type FirstAnswer =
  | { done: unknown }
  | { refused: { code: string; status: number; text: Text; detail: RefusalDetail } };

/**
 * A transaction that happens once per key. The first answer, also a refusal, commits together with what it
 * did; whoever asks again with the same key and body gets that answer and nothing moves. Two at once: the
 * second waits for the first. A fault (500) is not an answer: it leaves no trace and may be tried again.
 * Refuses: idempotency_key_reused (same key, another body).
 */
export function oncePerKey(transact: Transact, request: KeyedRequest): Transact {
  const bodyHash = createHash('sha256')
    .update(JSON.stringify(request.body ?? null))
    .digest();
  return async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    const answer = await transact(async (tx): Promise<FirstAnswer> => {
      const claimed = await tx.execute(sql`
        INSERT INTO kit.idempotency (book, caller, route, key, body_hash)
        VALUES (${request.book}, ${request.caller}, ${request.route}, ${request.key}, ${bodyHash})
        ON CONFLICT DO NOTHING RETURNING 1`);
      if (claimed.length === 0) return readFirstAnswer(tx, request, bodyHash);
      const answer = await answerOf(tx, work);
      await tx.execute(sql`
        UPDATE kit.idempotency SET answer = ${JSON.stringify(answer)}::jsonb
        WHERE book = ${request.book} AND caller = ${request.caller}
          AND route = ${request.route} AND key = ${request.key}`);
      return answer;
    });
    if ('refused' in answer) {
      const { code, status, text, detail } = answer.refused;
      throw new Refusal(code, { status, text }, detail);
    }
    return answer.done as T;
  };
}

/** Removes some of the answers that were kept for so many days, and says how many. */
export async function removeOldAnswers(tx: Tx, book: number, days: number): Promise<number> {
  const rows = await tx.execute(sql`
    DELETE FROM kit.idempotency WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM kit.idempotency
      WHERE book = ${book} AND created_at < clock_timestamp() - make_interval(days => ${days})
      LIMIT ${removedMax} FOR UPDATE SKIP LOCKED)) RETURNING 1`);
  return rows.length;
}

async function readFirstAnswer(
  tx: Tx,
  request: KeyedRequest,
  bodyHash: Buffer,
): Promise<FirstAnswer> {
  const rows = await tx.execute<{ answer: FirstAnswer; same: boolean }>(sql`
    SELECT answer, body_hash = ${bodyHash} AS same FROM kit.idempotency
    WHERE book = ${request.book} AND caller = ${request.caller}
      AND route = ${request.route} AND key = ${request.key}`);
  if (!rows[0]!.same) throw refuse('idempotency_key_reused');
  request.onReplay();
  return rows[0]!.answer;
}

/** A savepoint around the work: when it refuses, its writes go but the key and the refusal stay. */
async function answerOf<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<FirstAnswer> {
  try {
    return { done: await tx.transaction((inner) => work(inner as Tx)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, status, text, detail } = error;
    return { refused: { code, status, text, detail } };
  }
}
