import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * One JSON line per event on standard output. Bodies are never logged, and what could still carry a person
 * or a secret is blotted out by name.
 */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
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
