import { type Logger, pino } from 'pino';
import { maskText } from './mask.ts';

export type { Logger };

interface LoggedError {
  type: string;
  message: string;
  /** Only where: the message stands in the stack, too. */
  stack: string[];
  [fact: string]: unknown;
}

/** What a fault of PostgreSQL says of itself without a value of the row or the query. */
const facts = [
  'code',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'dataType',
  'routine',
];
/** SQLSTATE class 22, data exceptions: their messages quote the value. */
const quotesValue = /^22/;
const causesMax = 5;

/**
 * An error without what it carries of people: of a query the parameters and of a row the values, which stand in messages,
 * details and stacks alike.
 */
export function errorInLog(error: unknown, depth = 0): LoggedError | string {
  if (!(error instanceof Error)) return maskText(String(error));
  const known = error as Error & Record<string, unknown>;
  return {
    type: error.name === 'Error' ? error.constructor.name : error.name,
    message: messageInLog(known),
    stack: (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)),
    ...Object.fromEntries(facts.flatMap((fact) => (fact in known ? [[fact, known[fact]]] : []))),
    ...(error.cause !== undefined && depth < causesMax
      ? { cause: errorInLog(error.cause, depth + 1) }
      : {}),
  };
}

function messageInLog(error: Error & Record<string, unknown>): string {
  if (typeof error.query === 'string' && 'params' in error) return `Failed query: ${error.query}`;
  if (quotesValue.test(String(error.code ?? '')) && 'severity' in error)
    return 'a value is not valid';
  return maskText(error.message);
}

/**
 * One JSON line per event on standard output. Bodies are never logged, and what could still carry a person
 * or a secret is blotted out by name.
 */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    serializers: { err: errorInLog },
    redact: {
      paths: [
        'phone',
        'idNumber',
        'accessToken',
        '*.phone',
        '*.idNumber',
        '*.accessToken',
        'req.headers.authorization',
        'req.headers.cookie',
        'res.headers["set-cookie"]',
      ],
      censor: '[blotted]',
    },
  });
}
