import { now } from './clock.ts';

/** What a person does and no page by itself; a reader of screens clicks without a pointer, and a voice fills in without keys. */
const kinds = ['pointerdown', 'keydown', 'click', 'input', 'wheel'];

let lastAt = 0;
let waiting: (() => void)[] = [];

/** Notes everything that somebody does on this page, and tells of it. */
export function watchDeeds(tell: () => void): void {
  for (const kind of kinds) {
    const note = (event: Event): void => {
      if (!event.isTrusted) return;
      tell();
      noteDeed();
    };
    addEventListener(kind, note, { capture: true, passive: true });
  }
}

/** Somebody does something, here or in another tab. */
export function noteDeed(): void {
  lastAt = now();
  wakeAll();
}

export const lastDeedAt = (): number => lastAt;

/** Until somebody does something, or there is nothing to wait for any more. */
export const nextDeed = (): Promise<void> => new Promise((resume) => waiting.push(resume));

export function wakeAll(): void {
  const all = waiting;
  waiting = [];
  for (const resume of all) resume();
}
