/** Chance that a printed seed repeats. */
export interface Random {
  /** From 0 up to, and without, 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number;
  chance(probability: number): boolean;
  of<T>(choices: readonly T[]): T;
  /** Another stream, so that what one of many callers draws does not depend on how fast the others are. */
  fork(): Random;
}

/** Mulberry32: 32 bits of state, plenty for choosing amounts and moments. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    of: (choices) => choices[between(0, choices.length - 1)]!,
    fork: () => randomFrom(between(0, 2 ** 32 - 1)),
  };
}

/** The seed to repeat a run: SEED from the environment, or a new one. */
export function chooseSeed(): number {
  return Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
}
