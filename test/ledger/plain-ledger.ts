import { dateInChina, type Instant, plusSeconds } from '../../src/kit/clock.ts';
import type { AccountChange, PostRefusal, Transfer } from '../../src/ledger/index.ts';
import type { TransferKind } from '../../src/ledger/transfer.ts';
import { free, giveLots, type Lots, leftOf, type Step, takeLots } from './plain-lots.ts';

export interface PlainAccount {
  unit: string;
  floor: number;
  ceiling: number;
  closed: boolean;
  balance: number;
  debitPending: number;
  creditPending: number;
  version: number;
  /** Its balance by the last day on which each part can be spent; absent where nothing lapses. */
  lots?: Lots;
}

/** What is in the books under an id. */
export interface Entry {
  id: string;
  kind: TransferKind;
  debit: string;
  credit: string;
  amount: number;
  code: number;
  subject: string | null;
  origin: string | null;
  answer: PlainAnswer;
  steps: Step[];
  /** How much reversals took of it. */
  taken: number;
  /** For a hold. */
  expiresAt?: number;
  resolved?: boolean;
}

export interface PlainAnswer {
  result: 'created' | 'exists' | PostRefusal;
  recordedAt?: number;
  debitBalance?: number;
  creditBalance?: number;
}

/** Resolutions may say their accounts, though they need not. */
export type Sent = Transfer & { debit?: string; credit?: string };
type Whole = Sent & { kind: TransferKind; debit: string; credit: string; amount: number };

const most = Number.MAX_SAFE_INTEGER;
const promises = ['hold', 'void', 'expire'];
const resolves = ['capture', 'void', 'expire'];
/** Refusals that depend on how the books stood; they are kept under the id. */
const kept = [
  ...['origin_unknown', 'account_unknown', 'hold_resolved', 'hold_expired', 'already_reversed'],
  ...['exceeds_rest', 'account_closed', 'period_closed', 'below_floor', 'above_ceiling'],
];
/** Years that the books have room for. */
const [firstMoment, endMoment] = [Date.UTC(2025, 0), Date.UTC(2028, 0)];

/** The rules of the books written down once more, as simply as possible: one transfer at a time, maps, copies. */
export class PlainLedger {
  now: Instant;
  closedUntil = Number.NEGATIVE_INFINITY;
  accounts = new Map<string, PlainAccount>();
  posted = new Map<string, Entry>();
  refused = new Map<string, { body: string; result: PostRefusal }>();

  constructor(now: Instant) {
    this.now = now;
  }

  get today(): string {
    return dateInChina(this.now);
  }

  open(id: string, unit: string, lots: boolean, floor: number | null, ceiling: number | null) {
    this.accounts.set(id, {
      unit,
      floor: floor ?? -most,
      ceiling: ceiling ?? most,
      closed: false,
      balance: 0,
      debitPending: 0,
      creditPending: 0,
      version: 0,
      ...(lots ? { lots: new Map() } : {}),
    });
  }

  change(
    id: string,
    to: { floor: number | null; ceiling: number | null; closed: boolean },
  ): AccountChange {
    const account = this.accounts.get(id);
    if (!account) return 'account_unknown';
    const { balance, debitPending, creditPending, lots } = account;
    const [floor, ceiling] = [to.floor ?? -most, to.ceiling ?? most];
    if (balance - debitPending < floor || (lots && floor !== 0)) return 'below_floor';
    if (balance + creditPending > ceiling) return 'above_ceiling';
    if (to.closed && (balance || debitPending || creditPending)) return 'not_empty';
    Object.assign(account, { floor, ceiling, closed: to.closed });
    return 'changed';
  }

  /** What can be spent: neither promised nor lapsed. */
  available({ balance, debitPending, lots }: PlainAccount): number {
    return balance - debitPending - (lots ? free(lots, (day) => day < this.today) : 0);
  }

  post(batch: Sent[]): PlainAnswer[] {
    const answers: PlainAnswer[] = [];
    for (let from = 0; from < batch.length; ) {
      const group = batch[from]!.group ?? 0;
      let to = from + 1;
      while (group > 0 && to < batch.length && batch[to]!.group === group) to++;
      answers.push(...this.postGroup(batch.slice(from, to)));
      from = to;
    }
    return answers;
  }

  private postGroup(group: Sent[]): PlainAnswer[] {
    const before =
      group.length > 1
        ? structuredClone({ accounts: this.accounts, posted: this.posted, refused: this.refused })
        : this;
    const named = new Set<string>();
    let answers: PlainAnswer[] = [];
    let failed = false;
    for (const transfer of group) {
      const names = [transfer.id, ...(originOf(transfer) ? [originOf(transfer)!] : [])];
      const twice = names.some((name, n) => named.has(name) || names.indexOf(name) < n);
      for (const name of names) named.add(name);
      const answer = this.postOne(transfer, twice, failed, before);
      answers.push(answer);
      const { result } = answer;
      if (result === 'created' || result === 'exists') continue;
      if (before !== this && !failed) {
        failed = true;
        this.accounts = before.accounts;
        this.posted = structuredClone(before.posted);
        answers = answers.map((each) =>
          each.result === 'created' ? { result: 'group_failed' } : each,
        );
      }
      const known = this.posted.has(transfer.id) || this.refused.has(transfer.id);
      if (!known && kept.includes(result))
        this.refused.set(transfer.id, { body: bodyOf(transfer), result });
    }
    return answers;
  }

  /** `before`: how the books stood before its group, which is one moment. */
  private postOne(
    transfer: Sent,
    twice: boolean,
    failed: boolean,
    before: Pick<PlainLedger, 'posted' | 'refused'>,
  ): PlainAnswer {
    const posted = before.posted.get(transfer.id);
    if (posted && standsFor(posted, transfer)) return { ...posted.answer, result: 'exists' };
    const refused = before.refused.get(transfer.id);
    if (refused?.body === bodyOf(transfer)) return { result: refused.result };
    const origin = this.posted.get(originOf(transfer) ?? '');
    const whole = completed(transfer, origin);
    const refusal =
      this.flaw(transfer, whole, origin, twice) ??
      (posted || refused ? 'id_reused' : undefined) ??
      (failed ? 'group_failed' : undefined) ??
      (origin ? this.objection(whole, origin) : undefined) ??
      this.limit(whole, origin);
    return refusal ? { result: refusal } : this.write(whole, origin);
  }

  /** What is wrong with it whatever was posted before, in order. */
  private flaw(sent: Sent, whole: Whole, origin: Entry | undefined, twice: boolean) {
    const [from, to] = [this.accounts.get(whole.debit), this.accounts.get(whole.credit)];
    const moment = Number.parseInt(sent.id.replaceAll('-', '').slice(0, 12), 16);
    if (moment < firstMoment || moment >= endMoment) return 'id_outside_years';
    if (twice) return 'named_twice';
    const { amount = 1 } = sent;
    if (!Number.isSafeInteger(amount) || amount < 1) return 'amount_wrong';
    if (originOf(sent) && !origin) return 'origin_unknown';
    if (whole.debit === whole.credit) return 'same_account';
    if (!from || !to) return 'account_unknown';
    return from.unit === to.unit ? undefined : 'units_differ';
  }

  /** What stands against it in what it refers to. */
  private objection(whole: Whole, origin: Entry): PostRefusal | undefined {
    const { kind, debit, credit, amount } = whole;
    if (kind === 'reversal') {
      const mirrors = origin.debit === credit && origin.credit === debit;
      if (!['post', 'capture', 'lapse'].includes(origin.kind) || !mirrors) return 'origin_differs';
      if (origin.taken === origin.amount) return 'already_reversed';
      return amount > origin.amount - origin.taken ? 'exceeds_rest' : undefined;
    }
    const same = origin.debit === debit && origin.credit === credit;
    if (origin.kind !== 'hold' || !same) return 'origin_differs';
    if (kind !== 'capture' && amount !== origin.amount) return 'origin_differs';
    if (origin.resolved) return 'hold_resolved';
    const over = origin.expiresAt! <= this.now.getTime();
    if (over !== (kind === 'expire')) return over ? 'hold_expired' : 'hold_not_expired';
    return amount > origin.amount ? 'exceeds_rest' : undefined;
  }

  /** What stands against it in its accounts and the calendar. */
  private limit(whole: Whole, origin: Entry | undefined): PostRefusal | undefined {
    const { kind, amount } = whole;
    const [from, to] = [this.accounts.get(whole.debit)!, this.accounts.get(whole.credit)!];
    if (['post', 'hold'].includes(kind) && (from.closed || to.closed)) return 'account_closed';
    if (whole.effectiveAt && whole.effectiveAt.getTime() < this.closedUntil) return 'period_closed';
    if (resolves.includes(kind)) return undefined;
    if (from.balance - from.debitPending - amount < from.floor) return 'below_floor';
    const promised = kind === 'hold' ? amount : 0;
    if (promised > most - from.debitPending) return 'below_floor';
    if (this.withinReach(whole, from, origin) < amount) return 'below_floor';
    const isAbove = to.balance + to.creditPending + amount > to.ceiling;
    return isAbove || promised > most - to.creditPending ? 'above_ceiling' : undefined;
  }

  /** Of what the account has, how much this kind of transfer may take. */
  private withinReach({ kind, debit }: Whole, { lots }: PlainAccount, origin: Entry | undefined) {
    if (!lots) return kind === 'lapse' ? 0 : Number.POSITIVE_INFINITY;
    const isOver = (day: string) => day < this.today;
    if (kind === 'lapse') return free(lots, isOver);
    let reach = free(lots, (day) => !isOver(day));
    if (kind === 'reversal')
      for (const [day, left] of leftOf(origin!.id, debit, this.allSteps()))
        if (isOver(day))
          reach += Math.min(
            Math.max(left, 0),
            free(lots, (own) => own === day),
          );
    return reach;
  }

  private write(whole: Whole, origin: Entry | undefined): PlainAnswer {
    const { id, kind, debit, credit, amount } = whole;
    const [from, to] = [this.accounts.get(debit)!, this.accounts.get(credit)!];
    const moved = promises.includes(kind) ? 0 : amount;
    const pending = kind === 'hold' ? amount : resolves.includes(kind) ? -origin!.amount : 0;
    const taken = from.lots ? takeLots(whole, from.lots, this.today, this.allSteps()) : [];
    const given =
      to.lots && moved > 0
        ? giveLots(whole, to.lots, this.today, this.allSteps(), from.lots ? taken : undefined)
        : [];
    from.balance -= moved;
    to.balance += moved;
    from.debitPending += pending;
    to.creditPending += pending;
    from.version++;
    to.version++;
    if (kind === 'reversal') origin!.taken += amount;
    else if (origin) origin.resolved = true;
    const answer: PlainAnswer = {
      result: 'created',
      recordedAt: this.now.getTime(),
      debitBalance: from.balance,
      creditBalance: to.balance,
    };
    const seconds = 'holdSeconds' in whole ? whole.holdSeconds : undefined;
    this.posted.set(id, {
      ...{ id, kind, debit, credit, amount, code: whole.code },
      ...{ subject: whole.subject ?? null, origin: originOf(whole) ?? null },
      ...{ answer, steps: [...taken, ...given], taken: 0 },
      ...(kind === 'hold' && {
        expiresAt: seconds ? plusSeconds(this.now, seconds).getTime() : Number.POSITIVE_INFINITY,
        resolved: false,
      }),
    });
    return answer;
  }

  private allSteps(): { entry: Entry; step: Step }[] {
    return [...this.posted.values()].flatMap((entry) =>
      entry.steps.map((step) => ({ entry, step })),
    );
  }
}

export const originOf = (transfer: Sent) => ('origin' in transfer ? transfer.origin : undefined);

/** With the accounts and the amount that follow from its origin. */
function completed(transfer: Sent, origin: Entry | undefined): Whole {
  const kind = transfer.kind ?? 'post';
  const back = kind === 'reversal';
  const rest = origin && (back ? Math.max(origin.amount - origin.taken, 1) : origin.amount);
  return {
    ...transfer,
    kind,
    debit: transfer.debit ?? (back ? origin?.credit : origin?.debit) ?? 'nobody',
    credit: transfer.credit ?? (back ? origin?.debit : origin?.credit) ?? 'nobody',
    amount: transfer.amount ?? rest ?? 0,
  } as Whole;
}

/** What an id stands for, as it was sent. */
function bodyOf(transfer: Sent): string {
  const { kind = 'post', debit = null, credit = null, amount = null, code, subject } = transfer;
  return JSON.stringify([kind, debit, credit, amount, code, subject, originOf(transfer)]);
}

/** Whether what was posted is what was sent now; what follows from the origin need not be said. */
function standsFor(entry: Entry, sent: Sent): boolean {
  return (
    entry.kind === (sent.kind ?? 'post') &&
    entry.code === sent.code &&
    entry.subject === (sent.subject ?? null) &&
    entry.origin === (originOf(sent) ?? null) &&
    [entry.debit, undefined].includes(sent.debit) &&
    [entry.credit, undefined].includes(sent.credit) &&
    [entry.amount, undefined].includes(sent.amount)
  );
}
