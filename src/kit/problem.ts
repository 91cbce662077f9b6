import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { sessionLoss, sqlState } from './db.ts';
import { type FieldFault, fieldFault } from './field-fault.ts';
import { languageOf } from './http.ts';
import { refuse } from './kit-refusals.ts';
import { Refusal } from './refusal.ts';

/** RFC 9457 problem details, with a stable `code`, both languages and the offending fields. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    title: Type.String(),
    text: Type.Object({ 'zh-CN': Type.String(), en: Type.String() }),
    requestId: Type.String(),
    errors: Type.Optional(
      Type.Array(
        Type.Object({ pointer: Type.String(), code: Type.String(), detail: Type.String() }),
      ),
    ),
  },
  { $id: 'Problem' },
);

/** Turns whatever was thrown into an answer. Faults of ours are logged; refusals are not. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const refusal = asRefusal(error);
  if (refusal.status >= 500) request.log.error({ err: error, requestId: request.id }, 'fault');
  const language = languageOf(request);
  const errors = fieldFaults(error, refusal, language);
  if (refusal.detail.retryAfterSeconds) {
    reply.header('retry-after', String(refusal.detail.retryAfterSeconds));
  }
  return reply
    .status(refusal.status)
    .type('application/problem+json')
    .serializer(JSON.stringify as (payload: unknown) => string)
    .send({
      type: `/docs/problems#${refusal.code}`,
      status: refusal.status,
      code: refusal.code,
      title: refusal.text[language],
      text: refusal.text,
      requestId: request.id,
      ...(errors.length > 0 ? { errors } : {}),
    });
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code = '', statusCode } = error as Partial<FastifyError>;
  if (
    error instanceof SyntaxError ||
    code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
    code === 'FST_ERR_CTP_INVALID_JSON_BODY'
  ) {
    return refuse('bad_json');
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refuse('body_too_large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return refuse('media_type_unsupported');
  if (statusCode === 503) return refuse('overloaded', { retryAfterSeconds: 5 });
  const state = sqlState(error) ?? (error instanceof Error ? sqlState(error.cause) : undefined);
  // Class 22 is bad data that a schema cannot see, such as a NUL in a text.
  if (state?.startsWith('22')) return refuse('bad_request');
  if (state && /^(53|57P|57014|08)/.test(state))
    return refuse('overloaded', { retryAfterSeconds: 5 });
  if (sessionLoss(error) || isLostConnection(error))
    return refuse('overloaded', { retryAfterSeconds: 5 });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return refuse('bad_request');
  return refuse('internal_fault');
}

function isLostConnection(error: unknown): boolean {
  const lost = /^(CONNECT|ECONN|CONNECTION_)/;
  for (let at = error; at instanceof Error; at = at.cause) {
    if (lost.test((at as NodeJS.ErrnoException).code ?? '')) return true;
  }
  return false;
}

function fieldFaults(error: unknown, refusal: Refusal, language: 'zh-CN' | 'en'): FieldFault[] {
  const { validation } = error as Partial<FastifyError>;
  if (validation) return validation.slice(0, 20).map((fault) => fieldFault(fault, language));
  const { pointer } = refusal.detail;
  return pointer ? [{ pointer, code: refusal.code, detail: refusal.text[language] }] : [];
}
