/** Callers that ask the books for one thing after another, and ask again under the same id until they know. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sessionLoss, sqlState } from '../../src/kit/db.ts';
import { isPosted, type PostResult, type Transfer } from '../../src/ledger/index.ts';
import type { Random } from './random.ts';
import type { Call } from './testimony.ts';
import { type Asked, type Town, wishFor } from './wishes.ts';

export const now = () => performance.now();

/** One way to the books. */
export interface Line {
  post(transfers: Transfer[]): Promise<PostResult[]>;
}

export interface Callers {
  /** Grows while they call. */
  calls: Call[];
  /** How many of them were answered. */
  answered: number;
  /** How often a line said nothing at all for as long as a caller would wait. */
  silences: number;
  /** They stop at once; set as well when one heard what no caller should ever hear: then `done` says what. */
  stopped: AbortController;
  /** No new calls. */
  finish(): void;
  /** All callers have ended, each with its last answer. */
  done: Promise<unknown>;
}

const patienceMilliseconds = 15_000;
const ownMax = 300;

/** Starts one caller on each line; they go on until they are told to finish, or have asked for `transfersMax`. */
export function startCallers(
  town: Town,
  lines: Line[],
  random: Random,
  transfersMax = Infinity,
): Callers {
  let left = transfersMax;
  const caller = async (line: Line, random: Random) => {
    const own: Asked[] = [];
    while (left > 0 && !callers.stopped.signal.aborted) {
      const wishes = wishFor(random, town, own);
      left -= wishes.length;
      const call: Call = { wishes, began: now(), ended: Infinity, unknown: 0 };
      callers.calls.push(call);
      const answers = await untilKnown(call, line, random, callers);
      call.ended = now();
      call.answers = answers;
      callers.answered++;
      wishes.forEach(({ transfer, how }, n) => {
        if (how === 'new' && isPosted(answers[n]!)) remember(own, transfer, random);
      });
    }
  };
  const callers: Callers = {
    calls: [],
    answered: 0,
    silences: 0,
    stopped: new AbortController(),
    finish() {
      left = 0;
    },
    done: Promise.resolve(),
  };
  const ended = lines.map((line) =>
    caller(line, random.fork()).catch((error: unknown) => {
      callers.stopped.abort();
      throw error;
    }),
  );
  callers.done = Promise.all(ended);
  // Whoever waits for it hears of a fault; until then it must not end the process.
  callers.done.catch(() => {});
  return callers;
}

function remember(own: Asked[], transfer: Asked, random: Random): void {
  if (own.length < ownMax) own.push(transfer);
  else own[random.between(0, ownMax - 1)] = transfer;
}

async function untilKnown(
  call: Call,
  line: Line,
  random: Random,
  callers: Callers,
): Promise<PostResult[]> {
  for (;;) {
    try {
      return await patiently(line.post(call.wishes.map(({ transfer }) => transfer)));
    } catch (error) {
      if (isUnknown(error)) call.unknown++;
      if (error instanceof Silence) callers.silences++;
      if (callers.stopped.signal.aborted) throw error;
      await sleep(random.between(0, 100));
    }
  }
}

class Silence extends Error {}

async function patiently<T>(answer: Promise<T>): Promise<T> {
  const waiting = new AbortController();
  try {
    return await Promise.race([
      answer,
      sleep(patienceMilliseconds, undefined, { signal: waiting.signal }).then(() => {
        throw new Silence(`no answer in ${patienceMilliseconds} ms`);
      }),
    ]);
  } finally {
    waiting.abort();
    // Whatever it still says, nobody listens any more.
    answer.catch(() => {});
  }
}

/** What the database says when it cannot take the work now, or asks for it again: nothing has happened. */
const passingStates = new Set(['40001', '40P01', '57P03', '53300', '57014']);

/** Whether what was sent may have happened. Throws what no caller should ever hear. */
function isUnknown(error: unknown): boolean {
  if (error instanceof Silence) return true;
  const loss = sessionLoss(error);
  if (loss) return loss.mayHaveHappened;
  if (passingStates.has(sqlState(error) ?? '')) return false;
  throw error;
}
