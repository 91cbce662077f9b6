/** The proof as a table. */
import { isPosted } from '../../src/ledger/index.ts';
import type { Finding } from './audit.ts';
import type { LedgerProof } from './ledger.ts';
import type { Call } from './testimony.ts';

const shownMax = 5;

/** Prints the proof; true when nothing is wrong. */
export function printProof(proof: LedgerProof, say: (line: string) => void): boolean {
  const { kills, calls, networkFaults, silences, seconds, findings } = proof;
  const row = (what: string, value: string | number) => say(`${what.padEnd(52)} ${value}`);
  const kinds = countBy(kills.map(({ what }) => what));
  const answers = calls.flatMap((call) => call.answers ?? []);
  const unknown = calls.filter((call) => call.unknown > 0);
  const down = silencesAfter(proof);
  row('kills with SIGKILL', `${kills.length} (${listed(kinds)})`);
  row('network faults', listed(networkFaults));
  row('calls', `${calls.length} in ${seconds.toFixed(0)} s`);
  row('transfers acknowledged', answers.filter(isPosted).length);
  row('transfers refused', answers.filter((answer) => !isPosted(answer)).length);
  row('calls with an unknown outcome, asked again', unknown.length);
  for (const [what, count] of countBy(unknown.map(whatBecameOf))) row(`  ${what}`, count);
  row('calls that met silence', silences);
  row(
    'no answers for, after a kill',
    `${seconds1(Math.max(0, ...down))} at most, ${seconds1(sum(down))} in all`,
  );
  for (const finding of findings) sayFinding(finding, say);
  const breaches = sum(findings.map(({ wrong }) => wrong.length));
  row('breaches', breaches);
  return breaches === 0;
}

function sayFinding({ what, count, wrong }: Finding, say: (line: string) => void): void {
  say(
    `${wrong.length === 0 ? 'ok    ' : 'BROKEN'} ${String(wrong.length).padStart(6)} of ${String(count).padStart(7)}  ${what}`,
  );
  for (const line of wrong.slice(0, shownMax)) say(`         ${line}`);
}

/** The first sending that nobody heard of: its transfers either existed when it was asked again or were created then. */
function whatBecameOf({ answers = [], wishes }: Call): string {
  const results = answers.filter((_, n) => wishes[n]!.how === 'new').map(({ result }) => result);
  if (results.includes('exists')) return 'found committed';
  return results.includes('created') ? 'found not committed' : 'had nothing to commit';
}

/** After each kill and until the next: the longest time in which no caller was answered, in milliseconds. */
function silencesAfter({ kills, calls }: LedgerProof): number[] {
  const ends = calls.map(({ ended }) => ended).sort((a, b) => a - b);
  return kills.map(({ at }, n) => {
    const until = kills[n + 1]?.at ?? Infinity;
    let [longest, last] = [0, at];
    for (const end of ends.filter((end) => end > at && end <= until)) {
      longest = Math.max(longest, end - last);
      last = end;
    }
    return longest;
  });
}

function countBy(things: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  return counts;
}

const listed = (counts: Map<string, number>) =>
  [...counts].map(([what, count]) => `${what} ${count}`).join(', ');
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const seconds1 = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
