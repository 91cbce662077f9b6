import fc from 'fast-check';
import { dateInChina, instantOf, plusSeconds } from '../../src/kit/clock.ts';
import { idFromCause, timedIdFromCause } from '../../src/kit/id.ts';
import { type Kind, transferCodes } from '../../src/ledger/index.ts';
import type { TransferKind } from '../../src/ledger/transfer.ts';
import type { PlainLedger, Sent } from './plain-ledger.ts';
import { free } from './plain-lots.ts';

/** What people may do in a small town, at random: small, so that replays, reused ids and reversals meet often. */

interface Opening {
  kind: Kind;
  ceiling?: number;
  /** A credit line, set after opening. */
  floor?: number;
  /** Not before a step opens it. */
  late?: true;
}

export const openings: Opening[] = [
  { kind: 'points_issue' },
  { kind: 'points_main' },
  { kind: 'points_main' },
  { kind: 'points_main', ceiling: 60 },
  { kind: 'merchant_points' },
  { kind: 'merchant_points', floor: -30, ceiling: 80 },
  { kind: 'points_expired' },
  { kind: 'hours_issue' },
  { kind: 'hours_credit' },
  { kind: 'merchant_points', late: true },
];
const pointsPlaces = 7;
const withLots = [1, 2, 3];
const people = fc.constantFrom(...withLots);
const nobody = idFromCause('nobody');
const year = 365 * 86_400;

const often = <T>(weight: number, usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
const common = {
  /** Mostly an id of its own; else that of something sent before, or one from another year. */
  id: often<number | 'own' | 'outside'>(
    24,
    'own',
    often<number | 'outside'>(1, 'outside', fc.nat(99)),
  ),
  group: fc.constantFrom(undefined, undefined, undefined, 0, 1, 1, 2),
  daysAgo: often<number | undefined>(9, undefined, fc.integer({ min: 0, max: 6 })),
};
const amount = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 10, arbitrary: fc.integer({ min: 1, max: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -5, 1.5, Number.MAX_SAFE_INTEGER) },
);
const part = often<number | undefined>(2, undefined, amount);
const day = often<number | undefined>(1, undefined, fc.constantFrom(1, 0, 2, 3, 30, -1));
const anywhere = fc.integer({ min: 0, max: openings.length });
const places = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .uniqueArray(fc.nat(pointsPlaces - 1), { minLength: 2, maxLength: 2 })
      .map(([from, to]): [number, number] => [from!, to!]),
  },
  { weight: 9, arbitrary: fc.tuple(people, fc.constantFrom(2, 4, 1, 5)) },
  { weight: 2, arbitrary: fc.tuple(anywhere, anywhere) },
);

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ how: fc.constant('post' as const), places, amount, day, ...common }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      how: fc.constant('earn' as const),
      to: people,
      amount,
      day,
      ...common,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      how: fc.constant('hold' as const),
      places,
      amount,
      seconds: fc.constantFrom(undefined, 60, 86_400, 259_200),
      ...common,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      how: fc.constantFrom('capture' as const, 'void' as const, 'expire' as const),
      which: fc.nat(99),
      amount: part,
      day,
      sides: fc.constantFrom('none', 'none', 'none', 'right', 'wrong'),
      ...common,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      how: fc.constant('reversal' as const),
      which: fc.nat(99),
      amount: part,
      day,
      sides: fc.constantFrom('none', 'none', 'none', 'right', 'wrong'),
      ...common,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      how: fc.constant('lapse' as const),
      from: often<number>(9, 1, fc.nat(6)),
      person: people,
      off: fc.constantFrom(0, 0, 1, -1),
      day: often<number | undefined>(5, undefined, fc.constantFrom(-1, 3)),
      ...common,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      how: fc.constant('again' as const),
      which: fc.nat(99),
      group: common.group,
      change: fc.constantFrom('nothing', 'nothing', 'nothing', 'amount', 'code', 'subject'),
    }),
  },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const posting = fc.record({
  how: fc.constant('batch' as const),
  steps: fc.array(step, { minLength: 1, maxLength: 12, size: 'max' }),
});
const between = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      how: fc.constant('clock' as const),
      seconds: fc.constantFrom(0.001, 60, 3600, 86_400, 86_400, 259_200),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      how: fc.constant('change' as const),
      place: anywhere,
      floor: fc.constantFrom(0, 0, 0, -10, -40, 5, null),
      ceiling: fc.constantFrom(null, 20, 60, 100),
      closed: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('open' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ how: fc.constant('close period' as const), daysAgo: fc.nat(3) }),
  },
);
export type Command =
  typeof between extends fc.Arbitrary<infer C> ? C | { how: 'batch'; steps: Step[] } : never;

export const plan: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof({ weight: 3, arbitrary: posting }, { weight: 2, arbitrary: between }),
  { minLength: 1, maxLength: 30, size: 'max' },
);

export const countOf = (commands: Command[]) =>
  commands.reduce((sum, command) => sum + (command.how === 'batch' ? command.steps.length : 1), 0);

/** Makes of steps the transfers that they stand for, as the town stands at that moment. */
export class Wishes {
  private sent: Sent[] = [];

  constructor(
    private readonly book: number,
    private readonly accounts: string[],
    private readonly plain: PlainLedger,
  ) {}

  transferOf(step: Step): Sent {
    const transfer = this.wished(step);
    this.sent.push(transfer);
    return transfer;
  }

  private wished(step: Step): Sent {
    if (step.how === 'again') return this.again(step);
    const { now } = this.plain;
    const dayAt = (days: number) => dateInChina(plusSeconds(now, days * 86_400));
    const common = {
      id: this.idOf(step.id),
      code: transferCodes.service_points,
      ruleVersion: 1,
      ...(step.group === undefined ? {} : { group: step.group }),
      ...(step.daysAgo === undefined
        ? {}
        : { effectiveAt: plusSeconds(now, -step.daysAgo * 86_400) }),
      ...('day' in step && step.day !== undefined ? { expiresOn: dayAt(step.day) } : {}),
    };
    const at = (place: number) => this.accounts[place] ?? nobody;
    switch (step.how) {
      case 'post':
        return { ...common, ...this.between(step.places), amount: step.amount };
      case 'earn':
        return { ...common, debit: at(0), credit: at(step.to), amount: step.amount };
      case 'hold':
        return {
          ...{ ...common, kind: 'hold', amount: step.amount },
          ...this.between(step.places),
          ...(step.seconds ? { holdSeconds: step.seconds } : {}),
        };
      case 'lapse': {
        const from = step.from === 1 ? step.person : step.from;
        const { lots = new Map() } = this.plain.accounts.get(at(from))!;
        const lapsed = free(lots, (day) => day < this.plain.today);
        const amount = Math.max(lapsed + step.off, 1);
        return { ...common, kind: 'lapse', debit: at(from), credit: at(6), amount };
      }
      default:
        return this.resolution(step, common);
    }
  }

  private resolution(
    step: Extract<Step, { which: number; sides: string }>,
    common: Pick<Sent, 'id' | 'code' | 'ruleVersion'>,
  ): Sent {
    const back = step.how === 'reversal';
    const wanted: (TransferKind | undefined)[] = back
      ? ['post', undefined, 'capture', 'lapse']
      : ['hold'];
    // Mostly what fits: is in the books and not used up, or was wished a moment ago; sometimes anything.
    const fitting = this.sent.filter(({ kind, id }, place) => {
      const entry = this.plain.posted.get(id);
      const open = entry && (back ? entry.taken < entry.amount : !entry.resolved);
      const recent = !entry && place > this.sent.length - 4;
      return wanted.includes(kind) && (open || recent || (entry && step.which % 5 === 0));
    });
    const from = step.which % 23 === 22 || fitting.length === 0 ? this.sent : fitting;
    const origin = from[(step.which * 7) % Math.max(from.length, 1)];
    const entry = origin && this.plain.posted.get(origin.id);
    const [one, other] = [
      entry?.debit ?? origin?.debit ?? this.accounts[0]!,
      entry?.credit ?? origin?.credit ?? this.accounts[1]!,
    ];
    const said = (step.sides === 'right') === back ? [other, one] : [one, other];
    return {
      ...{ ...common, kind: step.how, origin: origin?.id ?? this.idOf('own') },
      ...(step.amount === undefined ? {} : { amount: step.amount }),
      ...(step.sides === 'none' ? {} : { debit: said[0]!, credit: said[1]! }),
    };
  }

  private again({ which, group, change }: Extract<Step, { how: 'again' }>): Sent {
    const earlier = this.sent[which % Math.max(this.sent.length, 1)];
    if (!earlier) return this.wished(firstStep);
    const { group: _, ...rest } = earlier;
    const same = group === undefined ? rest : { ...rest, group };
    if (change === 'amount') return { ...same, amount: (earlier.amount ?? 1) + 1 };
    if (change === 'code') return { ...same, code: transferCodes.service_hours };
    return change === 'subject' ? { ...same, subject: this.accounts[0]! } : same;
  }

  private between([from, to]: [number, number]) {
    return { debit: this.accounts[from] ?? nobody, credit: this.accounts[to] ?? nobody };
  }

  /** Ids of three years, whatever the day: when something is posted is not when its id was made. */
  private idOf(which: number | 'own' | 'outside'): string {
    const earlier = typeof which === 'number' && this.sent[which % Math.max(this.sent.length, 1)];
    if (earlier) return earlier.id;
    const number = this.sent.length;
    const yearsOn = which === 'outside' ? 3 : number % 3;
    const made = plusSeconds(instantOf(Date.UTC(2025, 0)), yearsOn * (year + 86_400) + number);
    return timedIdFromCause(made, `${this.book}/${number}`);
  }
}

const firstStep: Step = {
  ...{ how: 'earn', to: 1, amount: 10, day: 1 },
  ...{ id: 'own', group: undefined, daysAgo: undefined },
};
