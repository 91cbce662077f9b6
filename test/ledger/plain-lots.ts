import type { TransferKind } from '../../src/ledger/transfer.ts';

/** By the last day on which it can be spent; what never lapses under 'infinity', which is after every day. */
export type Lots = Map<string, { remaining: number; reserved: number }>;

/** What a transfer did to one lot. What undoes a step of its origin says which day that was. */
export interface Step {
  account: string;
  day: string;
  amount: number;
  reserved: number;
  originDay?: string;
}

type Steps = { entry: { id: string; origin: string | null }; step: Step }[];
interface Whole {
  kind: TransferKind;
  debit: string;
  credit: string;
  amount: number;
  origin?: string;
  expiresOn?: string;
}

/** What is not promised, of the lots of these days. */
export function free(lots: Lots, which: (day: string) => boolean): number {
  return [...lots].reduce(
    (sum, [day, lot]) => (which(day) ? sum + lot.remaining - lot.reserved : sum),
    0,
  );
}

/** For each day what is left, in the lots of an account, of what a transfer did to them; the earliest day first. */
export function leftOf(origin: string, account: string, steps: Steps): [string, number][] {
  const left = new Map<string, number>();
  for (const { entry, step } of steps) {
    const day = entry.id === origin ? step.day : step.originDay;
    if (step.account !== account || day === undefined) continue;
    if (entry.id !== origin && entry.origin !== origin) continue;
    left.set(day, (left.get(day) ?? 0) + step.amount);
  }
  return [...left].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Takes what a transfer takes, or promises or releases it; there must be enough. */
export function takeLots(whole: Whole, lots: Lots, today: string, steps: Steps): Step[] {
  const { kind, debit: account, amount, origin } = whole;
  const done: Step[] = [];
  let need = amount;
  const take = (day: string, most: number, how: 'amount' | 'reserved', originDay?: string) => {
    const piece = Math.min(need, most);
    if (piece <= 0) return;
    need -= piece;
    const step = { account, day, amount: 0, reserved: 0, ...(originDay && { originDay }) };
    done.push({ ...step, [how]: how === 'amount' ? -piece : piece });
  };
  if (kind === 'capture' || kind === 'void' || kind === 'expire') {
    const held = steps.filter(({ entry }) => entry.id === origin).map(({ step }) => step);
    for (const { day, reserved } of held) {
      const piece = kind === 'capture' ? Math.min(need, reserved) : 0;
      need -= piece;
      done.push({ account, day, amount: -piece, reserved: -reserved });
    }
  } else {
    const freeOn = (day: string) => free(lots, (own) => own === day);
    if (kind === 'reversal')
      for (const [day, left] of leftOf(origin!, account, steps))
        take(day, Math.min(left, freeOn(day)), 'amount', day);
    for (const step of done) apply(lots, step);
    const fromOrigin = done.length;
    for (const day of [...lots.keys()].sort())
      if (day < today === (kind === 'lapse'))
        take(day, freeOn(day), kind === 'hold' ? 'reserved' : 'amount');
    for (const step of done.slice(fromOrigin)) apply(lots, step);
    return done;
  }
  for (const step of done) apply(lots, step);
  return done;
}

/** Gives what a transfer gives; `taken`: what it took from the lots of the other account, if that has any. */
export function giveLots(
  whole: Whole,
  lots: Lots,
  today: string,
  steps: Steps,
  taken: Step[] | undefined,
): Step[] {
  const { kind, credit: account, amount, origin, expiresOn } = whole;
  const done: Step[] = [];
  const give = (day: string, piece: number, originDay?: string) =>
    done.push({ account, day, amount: piece, reserved: 0, ...(originDay && { originDay }) });
  if (kind === 'reversal') {
    let need = amount;
    for (const [day, left] of leftOf(origin!, account, steps).reverse()) {
      const piece = Math.min(need, -left);
      if (piece <= 0) continue;
      need -= piece;
      give(day < today ? (expiresOn ?? day) : day, piece, day);
    }
  } else if (taken && expiresOn === undefined) {
    for (const step of taken) if (step.amount < 0) give(step.day, -step.amount);
  } else {
    give(expiresOn ?? 'infinity', amount);
  }
  for (const step of done) apply(lots, step);
  return done;
}

function apply(lots: Lots, { day, amount, reserved }: Step): void {
  const lot = lots.get(day) ?? { remaining: 0, reserved: 0 };
  lots.set(day, { remaining: lot.remaining + amount, reserved: lot.reserved + reserved });
}
