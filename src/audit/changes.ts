import { maskText } from '../kit/mask.ts';

/** What the log may hold of a row. Sealed values are bytes and do not fit; personal data comes masked. */
export type Fact = string | number | boolean | null | Date | readonly string[];
export type Facts = Readonly<Record<string, Fact | undefined>>;
export type Changes = Record<string, [before: unknown, after: unknown]>;

/**
 * The fields that differ, each as [before, after]; null where there was or is nothing. Phones and identity numbers
 * that somebody wrote into a text are masked: the log is read by more people than the text was written for.
 */
export function changesBetween(before: Facts = {}, after: Facts = {}): Changes {
  const changes: Changes = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const pair: [unknown, unknown] = [plain(before[field]), plain(after[field])];
    if (!isSame(...pair)) changes[field] = pair;
  }
  return changes;
}

const isSame = (before: unknown, after: unknown): boolean =>
  before === after || (Array.isArray(before) && JSON.stringify(before) === JSON.stringify(after));

function plain(fact: Fact | undefined): unknown {
  if (fact === undefined) return null;
  if (fact instanceof Date) return fact.toISOString();
  if (typeof fact === 'string') return maskText(fact);
  return Array.isArray(fact) ? fact.map((each: string) => maskText(each)) : fact;
}
