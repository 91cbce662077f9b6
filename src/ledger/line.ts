import type { Call } from './lane.ts';

/** How often a call lets others pass; then it goes, and waits for its accounts in the database. */
const standBacksMax = 3;

interface Waiting {
  call: Call;
  accounts: string[];
  stoodBack: number;
}

/** The accounts that a call names. What resolves or reverses need not name them; then only the database knows. */
function accountsOf({ transfers }: Call): string[] {
  return transfers.flatMap((transfer) =>
    'debit' in transfer ? [transfer.debit, transfer.credit] : [],
  );
}

/** Calls that wait, in the order of their coming, and those that are under way. */
export function openLine(transfersMax: number) {
  let waiting: Waiting[] = [];
  let length = 0;
  const busy = busyAccounts();

  /** The first of those that may go, and those behind it of the same book that fit into its batch. */
  function takeIf(mayGo: (one: Waiting) => boolean): Call[] {
    const batch: Call[] = [];
    const kept: Waiting[] = [];
    let size = 0;
    let seen = 0;
    for (const one of waiting) {
      const { call } = one;
      if (size + call.transfers.length > transfersMax) break;
      seen++;
      const fits = !batch[0] || batch[0].book === call.book;
      if (!fits || !mayGo(one)) {
        kept.push(one);
      } else {
        batch.push(call);
        size += call.transfers.length;
      }
    }
    waiting = [...kept, ...waiting.slice(seen)];
    length -= size;
    return batch;
  }

  return {
    /** How many transfers wait. */
    length: () => length,
    join(call: Call) {
      waiting.push({ call, accounts: accountsOf(call), stoodBack: 0 });
      length += call.transfers.length;
    },
    /**
     * A batch for a lane that is free, under way until it is `done`; empty when nobody waits. Calls on accounts of
     * batches under way stand back: theirs would wait in the database, and the lane with it. When all would, the
     * first go and wait there, so that an account that everybody wants has its next batch at hand.
     */
    take(): Call[] {
      const free = takeIf((one) => {
        if (!busy.some(one.accounts)) return true;
        one.stoodBack++;
        return one.stoodBack > standBacksMax;
      });
      const batch = free.length > 0 ? free : takeIf(() => true);
      if (batch.length > 0) busy.add(batch);
      return batch;
    },
    done: (batch: Call[]) => busy.free(batch),
    /** Empties the line. */
    clear(): Call[] {
      const calls = waiting.map(({ call }) => call);
      waiting = [];
      length = 0;
      return calls;
    },
  };
}

/** Of each batch that is under way the accounts that it has locked or is about to. */
function busyAccounts() {
  const batches = new Map<Call[], Set<string>>();
  return {
    some(accounts: string[]): boolean {
      for (const busy of batches.values()) if (accounts.some((one) => busy.has(one))) return true;
      return false;
    },
    add: (batch: Call[]) => batches.set(batch, new Set(batch.flatMap(accountsOf))),
    free: (batch: Call[]) => batches.delete(batch),
  };
}
