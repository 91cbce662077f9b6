import type { Fault, Seen, Written } from '../../load-tests/prove/history.ts';
import { type Random, randomFrom } from '../../load-tests/prove/random.ts';

/** A history as clients and books would have it, and what is done to it. */
export interface History {
  seen: Seen[];
  written: Written[];
}

const accounts = 6;
/** How far, in transactions, a call may begin before and end after it takes effect: this many overlap. */
const spread = 5;

/** What a ledger that does one transaction after the other would leave behind, seen by callers who overlap. */
export function goodHistory(seed: number, transactions: number): History {
  const random = randomFrom(seed);
  const [balances, versions] = [Array(accounts).fill(0), Array(accounts).fill(0)];
  const history: History = { seen: [], written: [] };
  for (let at = 0; at < transactions; at++) {
    const [began, ended] = [at - spread * random.next(), at + spread * random.next()];
    for (let n = random.between(1, 4); n > 0; n--) {
      const debit = random.between(0, accounts - 1);
      const credit = (debit + random.between(1, accounts - 1)) % accounts;
      const amount = random.between(1, 9);
      balances[debit] -= amount;
      balances[credit] += amount;
      const told = { debitBalance: balances[debit], creditBalance: balances[credit] };
      const places = { debitVersion: ++versions[debit], creditVersion: ++versions[credit] };
      const body = { id: `t${at}.${n}`, debit: `a${debit}`, credit: `a${credit}`, amount };
      history.seen.push({ ...body, began, ended, told });
      history.written.push({ ...body, ...told, ...places, transaction: `x${at}` });
    }
  }
  shuffle(random, history.written);
  return history;
}

function shuffle<T>(random: Random, things: T[]): void {
  for (let n = things.length - 1; n > 0; n--) {
    const other = random.between(0, n);
    [things[n], things[other]] = [things[other]!, things[n]!];
  }
}

/** Does something wrong to the row `at` of a history, and says what must be named first. */
export type Plant = (history: History, at: number) => { kind: Fault['kind']; id: string };

const requestOf = ({ seen, written }: History, at: number) =>
  seen.find(({ id }) => id === written[at]!.id)!;

/** One version is missing on the row's debit account, from the row on. */
function leaveOutVersion({ written }: History, at: number): void {
  const { debit, debitVersion } = written[at]!;
  for (const row of written) {
    if (row.debit === debit && row.debitVersion >= debitVersion) row.debitVersion++;
    if (row.credit === debit && row.creditVersion > debitVersion) row.creditVersion++;
  }
}

/** Between accounts that nobody else uses, each named with its place and its balance there: `x1=-5`. */
function add(
  { seen, written }: History,
  transaction: string,
  [began, ended]: [number, number],
  [debit, credit]: [string, string],
): void {
  const read = (leg: string) => {
    const [, account = '', version, balance] = /^(\w)(\d)=(-?\d+)$/.exec(leg) ?? [];
    return { account, version: Number(version), balance: Number(balance) };
  };
  const [from, to] = [read(debit), read(credit)];
  const id = `${transaction}-${from.account}${to.account}`;
  const body = { id, debit: from.account, credit: to.account, amount: 5 };
  const told = { debitBalance: from.balance, creditBalance: to.balance };
  seen.push({ ...body, began, ended, told });
  const places = { debitVersion: from.version, creditVersion: to.version };
  written.push({ ...body, ...told, ...places, transaction });
}

export const plants: Record<string, Plant> = {
  'an acknowledged row is gone'({ written }, at) {
    const [gone] = written.splice(at, 1);
    return { kind: 'lost', id: gone!.id };
  },
  'a row that nobody asked for'({ seen, written }, at) {
    const { id } = written[at]!;
    seen.splice(
      seen.findIndex((request) => request.id === id),
      1,
    );
    return { kind: 'phantom', id };
  },
  'a row stands there twice'({ written }, at) {
    const twin = { ...written[at]! };
    written.push(twin);
    return { kind: 'doubled', id: twin.id };
  },
  'another amount than was asked for'(history, at) {
    const request = requestOf(history, at);
    request.amount++;
    return { kind: 'changed', id: request.id };
  },
  'another account than was asked for'(history, at) {
    const request = requestOf(history, at);
    request.credit = 'a stranger';
    return { kind: 'changed', id: request.id };
  },
  'another balance than was told'(history, at) {
    const request = requestOf(history, at);
    request.told!.creditBalance--;
    return { kind: 'changed', id: request.id };
  },
  'a version is left out'(history, at) {
    leaveOutVersion(history, at);
    return { kind: 'gap', id: history.written[at]!.id };
  },
  'a balance that is told, and does not follow'(history, at) {
    const row = history.written[at]!;
    row.debitBalance++;
    requestOf(history, at).told!.debitBalance++;
    return { kind: 'balance', id: row.id };
  },
  'a place behind one that began later'(history) {
    add(history, 'late', [10, 20], ['x1=-5', 'y1=5']);
    add(history, 'early', [1, 9], ['x2=-10', 'z1=5']);
    return { kind: 'real time', id: 'early-xz' };
  },
  'two transactions in opposite orders on two accounts'(history) {
    add(history, 'one', [1, 9], ['v1=-5', 'x1=5']);
    add(history, 'other', [2, 9], ['v2=-10', 'y1=5']);
    add(history, 'other', [2, 9], ['w1=-5', 'y2=10']);
    add(history, 'one', [1, 9], ['w2=-10', 'x2=10']);
    return { kind: 'cycle', id: 'one-vx' };
  },
  'three transactions in a circle of accounts'(history) {
    add(history, 'a', [1, 9], ['u1=-5', 'v2=0']);
    add(history, 'b', [2, 9], ['v1=-5', 'w2=0']);
    add(history, 'c', [3, 9], ['w1=-5', 'u2=0']);
    return { kind: 'cycle', id: 'a-uv' };
  },
  'a circle that only the clock closes'(history) {
    // slow is before quick on x, quick was answered before next began, and next is before slow on y.
    add(history, 'slow', [1, 20], ['x1=-5', 'y2=0']);
    add(history, 'quick', [2, 5], ['x2=-10', 'z1=5']);
    add(history, 'next', [6, 9], ['y1=-5', 'w1=5']);
    return { kind: 'cycle', id: 'slow-xy' };
  },
  'a transaction whose parts cannot have happened at one moment'(history) {
    add(history, 'torn', [1, 2], ['x1=-5', 'y1=5']);
    add(history, 'torn', [3, 4], ['z1=-5', 'w1=5']);
    return { kind: 'cycle', id: 'torn-xy' };
  },
};
