import type { PostRefusal, Transfer } from '../../src/ledger/index.ts';

interface PlainAccount {
  unit: string;
  floor: number;
  ceiling: number;
  balance: number;
  version: number;
}

export interface PlainAnswer {
  result: 'created' | 'exists' | PostRefusal;
  debitBalance?: number;
  creditBalance?: number;
}

/** The rules of the books written down once more, as simply as possible: one transfer at a time, maps, copies. */
export class PlainLedger {
  accounts = new Map<string, PlainAccount>();
  private posted = new Map<string, { transfer: Transfer; answer: PlainAnswer }>();

  open(id: string, unit: string, floor: number | null, ceiling: number | null): void {
    this.accounts.set(id, {
      unit,
      floor: floor ?? -Number.MAX_SAFE_INTEGER,
      ceiling: ceiling ?? Number.MAX_SAFE_INTEGER,
      balance: 0,
      version: 0,
    });
  }

  post(batch: Transfer[]): PlainAnswer[] {
    const answers: PlainAnswer[] = [];
    const before = new Map(this.posted);
    for (let from = 0; from < batch.length; ) {
      const group = batch[from]!.group ?? 0;
      let to = from + 1;
      while (group > 0 && to < batch.length && batch[to]!.group === group) to++;
      answers.push(...this.postGroup(batch, from, to, before));
      from = to;
    }
    return answers;
  }

  private postGroup(
    batch: Transfer[],
    from: number,
    to: number,
    before: typeof this.posted,
  ): PlainAnswer[] {
    const accountsBefore = structuredClone(this.accounts);
    const postedBefore = new Map(this.posted);
    const answers: PlainAnswer[] = [];
    let failed = false;
    for (let at = from; at < to; at++) {
      const transfer = batch[at]!;
      const earlier = batch.slice(0, at);
      const final = this.refusalBefore(transfer, earlier, before);
      if (final) answers.push(final);
      else if (failed) answers.push({ result: 'group_failed' });
      else answers.push(this.postOne(transfer));
      const { result } = answers.at(-1)!;
      if (to - from === 1 || failed || result === 'created' || result === 'exists') continue;
      failed = true;
      this.accounts = accountsBefore;
      this.posted = postedBefore;
      answers.forEach((answer, n) => {
        if (answer.result === 'created') answers[n] = { result: 'group_failed' };
      });
    }
    return answers;
  }

  /** What does not depend on neighbours in the batch, and `exists`. */
  private refusalBefore(
    transfer: Transfer,
    earlier: Transfer[],
    before: typeof this.posted,
  ): PlainAnswer | undefined {
    const { id, debit, credit, amount, reverses } = transfer;
    const known = before.get(id);
    if (known && bodyOf(known.transfer) === bodyOf(transfer))
      return { ...known.answer, result: 'exists' };
    if (!Number.isSafeInteger(amount) || amount <= 0) return { result: 'amount_wrong' };
    if (debit === credit) return { result: 'same_account' };
    const [from, to] = [this.accounts.get(debit), this.accounts.get(credit)];
    if (!from || !to) return { result: 'account_unknown' };
    if (from.unit !== to.unit) return { result: 'units_differ' };
    if (known) return { result: 'id_reused' };
    if (earlier.some((other) => other.id === id)) return { result: 'duplicate_in_batch' };
    if (reverses === undefined) return undefined;
    if (!before.has(reverses)) {
      return earlier.some((other) => other.id === reverses)
        ? undefined
        : { result: 'reversed_unknown' };
    }
    return reversalRefusal(transfer, before);
  }

  private postOne(transfer: Transfer): PlainAnswer {
    const { debit, credit, amount, reverses } = transfer;
    const refused = reverses === undefined ? undefined : reversalRefusal(transfer, this.posted);
    if (refused) return refused;
    const from = this.accounts.get(debit)!;
    const to = this.accounts.get(credit)!;
    if (from.balance - amount < from.floor) return { result: 'below_floor' };
    if (to.balance + amount > to.ceiling) return { result: 'above_ceiling' };
    from.balance -= amount;
    to.balance += amount;
    from.version++;
    to.version++;
    const answer: PlainAnswer = {
      result: 'created',
      debitBalance: from.balance,
      creditBalance: to.balance,
    };
    this.posted.set(transfer.id, { transfer, answer });
    return answer;
  }
}

function reversalRefusal(
  { reverses, debit, credit, amount }: Transfer,
  posted: Map<string, { transfer: Transfer }>,
): PlainAnswer | undefined {
  const original = posted.get(reverses!)?.transfer;
  if (!original) return { result: 'reversed_unknown' };
  const mirrors =
    original.debit === credit && original.credit === debit && original.amount === amount;
  if (original.reverses || !mirrors) return { result: 'reversal_differs' };
  const taken = [...posted.values()].some(({ transfer }) => transfer.reverses === reverses);
  return taken ? { result: 'already_reversed' } : undefined;
}

/** What an id stands for. */
function bodyOf({ debit, credit, amount, code, subject, reverses }: Transfer): string {
  return JSON.stringify([debit, credit, amount, code, subject ?? null, reverses ?? null]);
}
