import { say } from '../city.ts';

/** What one round of one side measured, by name. */
export type Figures = Record<string, number>;

export interface Side {
  name: string;
  run(seconds: number): Promise<Figures>;
}

export interface Plan {
  seconds: number;
  rounds: number;
}

const warmUpSeconds = 1;
const choiceSeconds = 1;
const choiceRounds = 3;

/** Callers who each begin the next piece of work when the last has ended; the time of each in milliseconds. */
export async function drive(
  callers: number,
  seconds: number,
  work: () => Promise<void>,
): Promise<Figures> {
  const times: number[] = [];
  const from = performance.now();
  const until = from + seconds * 1000;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let began = performance.now(); began < until; ) {
        await work();
        const ended = performance.now();
        times.push(ended - began);
        began = ended;
      }
    }),
  );
  const elapsed = (performance.now() - from) / 1000;
  times.sort((a, b) => a - b);
  return {
    rate: times.length / elapsed,
    done: times.length,
    p50: times[Math.floor(times.length * 0.5)]!,
    p99: times[Math.floor(times.length * 0.99)]!,
  };
}

/** Rounds in which every side has its turn, each time another one first. What disturbs the machine for longer than a round disturbs all. */
export async function interleave(sides: Side[], plan: Plan): Promise<Record<string, Figures[]>> {
  const figures: Record<string, Figures[]> = {};
  for (const side of sides) {
    figures[side.name] = [];
    await side.run(warmUpSeconds);
  }
  for (let round = 0; round < plan.rounds; round++) {
    for (let turn = 0; turn < sides.length; turn++) {
      const side = sides[(round + turn) % sides.length]!;
      figures[side.name]!.push(await side.run(plan.seconds));
    }
  }
  return figures;
}

/** The candidate with the highest median score of a few short rounds: each side may have what is best for it. */
export async function choose(
  what: string,
  candidates: number[],
  score: (candidate: number, seconds: number) => Promise<number>,
): Promise<number> {
  const sides = candidates.map((candidate) => ({
    name: String(candidate),
    run: async (seconds: number) => ({ score: await score(candidate, seconds) }),
  }));
  const figures = await interleave(sides, { seconds: choiceSeconds, rounds: choiceRounds });
  const medianOf = (candidate: number) => median(figures[candidate]!.map(({ score }) => score!));
  const best = candidates.reduce((a, b) => (medianOf(b) > medianOf(a) ? b : a));
  const tried = candidates.map((n) => `${n}: ${Math.abs(medianOf(n)).toPrecision(4)}`);
  say(`  ${what}: ${best}  (tried ${tried.join(', ')})`);
  return best;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
