/**
 * Proves that the books survive crashes: callers post while the database is killed and half of them speak
 * through a network that breaks; then what they were told is compared with the books.
 *
 * What it does not prove: a power cut. Whatever a killed process has handed to the operating system is still
 * written, so only the settings (fsync on, which the proof insists on) speak for the disk.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openDb } from '../../src/kit/db.ts';
import { checkBooks } from '../../src/ledger/index.ts';
import { audit, type Finding } from './audit.ts';
import { type Callers, now, startCallers } from './callers.ts';
import {
  type FaultProxy,
  type NetworkFault,
  networkFaults,
  openFaultProxy,
} from './fault-proxy.ts';
import { type Lines, type Manner, openLines } from './lines.ts';
import { type Random, randomFrom } from './random.ts';
import { type Call, readRows } from './testimony.ts';
import { settleTown } from './town.ts';
import { startVictim, type Victim } from './victim.ts';

export interface LedgerProof {
  kills: Kill[];
  calls: Call[];
  networkFaults: Map<NetworkFault, number>;
  silences: number;
  seconds: number;
  findings: Finding[];
}

export interface Kill {
  /** The postmaster, or the kind of its child. */
  what: string;
  at: number;
}

export interface LedgerProofOptions {
  /** For the database; emptied before. */
  directory: string;
  seed: number;
  kills: number;
  manner: Manner;
  say(line: string): void;
}

const book = 1;
const callers = 32;
const faultProbability = 0.02;
/** Between two kills, so that many calls are under way and some have been answered since. */
const pauseMilliseconds = { min: 300, max: 2500 };
const answersBetweenKills = 100;
const recoverySecondsMax = 60;

export async function proveLedger(options: LedgerProofOptions): Promise<LedgerProof> {
  const random = randomFrom(options.seed);
  const victim = await startVictim(options.directory);
  const port = () => Number(new URL(victim.url()).port);
  const chance = random.fork();
  const proxy = await openFaultProxy({
    upstreamPort: port,
    nextFault: () => (chance.chance(faultProbability) ? chance.of(networkFaults) : undefined),
    random: random.fork(),
  });
  try {
    return await proveOn(victim, proxy, random, options);
  } finally {
    await proxy.close();
    await victim.stop();
  }
}

async function proveOn(
  victim: Victim,
  proxy: FaultProxy,
  random: Random,
  { kills, manner, say }: LedgerProofOptions,
): Promise<LedgerProof> {
  const { town, setup } = await withOwner(victim, (db) => settleTown(db, book));
  const lines = openLines(book, callers, manner, waysTo(victim, proxy));
  const began = now();
  const calling = startCallers(town, lines.lines, random.fork());
  const done: Kill[] = [];
  try {
    for (let n = 0; n < kills; n++) {
      await sleep(random.between(pauseMilliseconds.min, pauseMilliseconds.max));
      done.push(await kill(n % 2 === 0 ? 'backend' : 'postmaster', victim, proxy, lines, random));
      await untilAnswered(calling, answersBetweenKills);
      say(`kill ${n + 1} of ${kills}: ${done.at(-1)!.what}; ${calling.calls.length} calls so far`);
    }
    calling.finish();
    await calling.done;
    // Once more when nothing is under way: what was acknowledged a moment ago must stand.
    done.push(await kill('postmaster', victim, proxy, lines, random));
  } finally {
    calling.stopped.abort();
    await calling.done.catch(() => {});
    await lines.close();
  }
  const seconds = (now() - began) / 1000;
  const findings = await withOwner(victim, async (db) =>
    audit(calling.calls, setup, await readRows(db, book), await checkBooks(db)),
  );
  const { calls, silences } = calling;
  return { kills: done, calls, networkFaults: proxy.counts, silences, seconds, findings };
}

function waysTo(victim: Victim, proxy: FaultProxy) {
  const crooked = new URL(victim.url());
  crooked.port = String(proxy.port);
  return { straight: victim.url(), crooked: crooked.href };
}

async function kill(
  which: 'postmaster' | 'backend',
  victim: Victim,
  proxy: FaultProxy,
  lines: Lines,
  random: Random,
): Promise<Kill> {
  const at = now();
  if (which === 'backend') return { what: await victim.killBackend(random), at };
  await victim.killPostmaster();
  lines.moveTo(waysTo(victim, proxy));
  return { what: 'postmaster', at };
}

/** Until `count` more calls than now were answered. Refuses (throws): they are not, for far too long. */
async function untilAnswered(calling: Callers, count: number): Promise<void> {
  const enough = calling.answered + count;
  const deadline = now() + recoverySecondsMax * 1000;
  while (calling.answered < enough) {
    if (calling.stopped.signal.aborted) await calling.done;
    if (now() > deadline)
      throw new Error(`the callers are not served any more, ${recoverySecondsMax} s after a kill`);
    await sleep(50);
  }
}

async function withOwner<T>(
  victim: Victim,
  work: (db: ReturnType<typeof openDb>['db']) => Promise<T>,
) {
  const { db, close } = openDb(victim.url(), { connectionsMax: 2 });
  try {
    return await work(db);
  } finally {
    await close();
  }
}
