/**
 * Breaks one part of the program in many small ways, each of which its tests must notice: `npm run mutate ledger`.
 *   --only word      mutants whose name holds the word
 *   --every 5        only each fifth of them, from the first on or from --from; all are hours on a small machine
 *   --list           names them and runs nothing
 * A mutant is a text of the source and what is put in its place, see mutate/ledger.mutants; the text must be there
 * exactly once, so that the list cannot rot. Two at a time, in databases and copies of the source of their own.
 * Exit code 1 when a mutant survives, unless the list says why it does the same as the original.
 */
import { parseArgs } from 'node:util';
import { say } from './city.ts';
import { type Mutant, readMutants } from './mutate/mutants.ts';
import { openWorkplaces, type Verdict } from './mutate/workplace.ts';

const parts: Record<string, { mutants: string; tests: string }> = {
  ledger: { mutants: 'load-tests/mutate/ledger.mutants', tests: 'test/ledger' },
};
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '1' },
    list: { type: 'boolean', default: false },
  },
});
const name = positionals[0] ?? 'ledger';
const part = parts[name];
if (!part) throw new Error(`mutate one of: ${Object.keys(parts).join(', ')}`);

const [every, from] = [Number(values.every), Number(values.from)];
const mutants = readMutants(part.mutants)
  .filter((mutant) => mutant.name.includes(values.only))
  .filter((_mutant, n) => n + 1 >= from && (n + 1 - from) % every === 0);
if (values.list) for (const mutant of mutants) say(describe(mutant));
else process.exitCode = (await run(mutants, part.tests)) ? 0 : 1;

async function run(all: Mutant[], tests: string): Promise<boolean> {
  const began = performance.now();
  const { places, close } = await openWorkplaces(tests);
  const survivors: Mutant[] = [];
  let killed = 0;
  try {
    const waiting = [...all];
    await Promise.all(
      places.map(async ({ judge }) => {
        for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
          const verdict = await judge(mutant);
          const { killedBy = 'no test fails', seconds } = verdict;
          say(
            `${mark(mutant, verdict)} ${describe(mutant)} (${seconds.toFixed(0)} s): ${killedBy}`,
          );
          if (verdict.killedBy) killed++;
          else survivors.push(mutant);
        }
      }),
    );
  } finally {
    await close();
  }
  const real = survivors.filter(({ same }) => !same);
  const minutes = (performance.now() - began) / 60_000;
  say(
    `\n${all.length} mutants in ${minutes.toFixed(0)} min: ${killed} killed, ` +
      `${survivors.length - real.length} the same as the original, ${real.length} survived`,
  );
  for (const mutant of real) say(`  SURVIVED ${describe(mutant)}`);
  return real.length === 0;
}

function mark({ same }: Mutant, { killedBy }: Verdict): string {
  if (killedBy) return same ? 'killed although said to be the same' : 'killed  ';
  return same ? 'the same' : 'SURVIVED';
}

function describe({ place, name, same }: Mutant): string {
  return `${place} ${name}${same ? ` [${same}]` : ''}`;
}
