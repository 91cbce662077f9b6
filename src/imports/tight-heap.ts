import { setFlagsFromString } from 'node:v8';

/** V8 lets the heap grow to several times of what is in use before it looks for what is not; 0 is that. */
const grow = (percent: number) => setFlagsFromString(`--heap-growing-percent=${percent}`);
const percent = 80;

let running = 0;

/**
 * Carries out work that makes much garbage, and has it collected sooner meanwhile: else a worker would take half as much
 * memory again for every file, and keep it.
 */
export async function withTightHeap(work: () => Promise<void>): Promise<void> {
  if (running++ === 0) grow(percent);
  try {
    await work();
  } finally {
    if (--running === 0) grow(0);
  }
}
