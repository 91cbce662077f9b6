import { currentLanguage } from '../i18n/language.ts';

interface Problem {
  status: number;
  code: string;
  title: string;
  text?: Record<string, string>;
  detail?: string;
  requestId?: string;
  errors?: { pointer: string; code: string; detail: string }[];
}

/** The server understood and said no. `code` is stable; the sentence is for people. */
export class Refusal extends Error {
  readonly problem: Problem;
  readonly retryAfterSeconds: number | null;

  constructor(problem: Problem, retryAfterSeconds: number | null) {
    super(problem.title);
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  /** In the language on screen now, which may have been switched since the answer came. */
  get title(): string {
    return this.problem.text?.[currentLanguage()] ?? this.problem.title;
  }

  /** The sentence for the field at `pointer`, or null when the refusal is not about it. */
  at(pointer: string): string | null {
    const error = this.problem.errors?.find((each) => each.pointer === pointer);
    return error === undefined ? null : this.title;
  }

  /** The same for what lies at `pointer` or in it: one of several ticks that is wrong. */
  below(pointer: string): string | null {
    const error = this.problem.errors?.find((each) => `${each.pointer}/`.startsWith(`${pointer}/`));
    return error === undefined ? null : this.title;
  }
}

/** No answer arrived, or not one of ours: the caller cannot know whether the server acted. */
export class NoAnswer extends Error {}

export interface Sending {
  body?: unknown;
  token?: string | null;
  idempotencyKey?: string;
  /** Sent as it is, instead of a body. */
  file?: Blob;
  /** For how many milliseconds the answer is waited for. */
  patience?: number;
}

const answerMillisecondsMax = 20_000;
/** Of a file, which goes up or comes down a slow line. */
const fileMillisecondsMax = 300_000;

/**
 * One HTTP exchange. Throws `Refusal` for a "no" and `NoAnswer` when the outcome is unknown: the
 * network failed, the answer took too long, or a 5xx came back.
 */
export async function send<Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  sending: Sending = {},
): Promise<Answer> {
  return exchange(method, path, sending, async (response) => {
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  });
}

/** A file that the service makes, of what is asked for in the body where there is one. Throws as `send` does. */
export const fetchFile = (path: string, sending: Sending): Promise<Blob> =>
  exchange(
    sending.body === undefined ? 'GET' : 'POST',
    path,
    { patience: fileMillisecondsMax, ...sending },
    (response) => response.blob(),
  );

async function exchange<Answer>(
  method: string,
  path: string,
  { body, file, token, idempotencyKey, patience = answerMillisecondsMax }: Sending,
  read: (response: Response) => Promise<Answer>,
): Promise<Answer> {
  const headers = new Headers({ 'accept-language': currentLanguage() });
  if (body !== undefined) headers.set('content-type', 'application/json');
  // What a browser calls a CSV file depends on what is installed; the service looks into it.
  if (file !== undefined) headers.set('content-type', 'application/octet-stream');
  if (token) headers.set('authorization', `Bearer ${token}`);
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);

  const abort = new AbortController();
  const timer = setTimeout(
    () => abort.abort(),
    file === undefined ? patience : fileMillisecondsMax,
  );
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: file ?? (body === undefined ? null : JSON.stringify(body)),
      signal: abort.signal,
    });
    if (response.ok) return await read(response);
    throw refusalFrom(response, await response.text());
  } catch (failure) {
    if (failure instanceof Refusal || failure instanceof NoAnswer) throw failure;
    throw new NoAnswer('no answer', { cause: failure });
  } finally {
    clearTimeout(timer);
  }
}

function refusalFrom(response: Response, text: string): Refusal | NoAnswer {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false;
  const problem = isProblem ? (JSON.parse(text) as Problem) : null;
  // It says for certain that nothing was sent; whoever waits for a code has to hear why.
  const isSure = response.status < 500 || problem?.code === 'messages_unavailable';
  if (problem === null || !isSure) return new NoAnswer(`status ${response.status}`);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new Refusal(problem, Number.isFinite(seconds) ? seconds : null);
}

/**
 * A key for one intended movement, made before it is sent. `crypto.randomUUID` is missing on
 * plain-http pages of a local network, where a till may well run.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
