/**
 * Checks a history of the books against what their clients saw, in O(n log n). That is possible because every
 * row carries its place (version) on both of its accounts: the order need not be guessed, only verified.
 */
import { findCycle, precedence } from './precedence.ts';

/** One transfer as its clients saw it: if it happened, it did so at some moment between `began` and `ended`. */
export interface Seen {
  id: string;
  debit: string;
  credit: string;
  amount: number;
  /** When it was first sent, by the clock that also tells `ended`. */
  began: number;
  /** When it was first acknowledged; Infinity while nobody knows. */
  ended: number;
  /** The balances that were acknowledged. */
  told?: { debitBalance: number; creditBalance: number };
}

/** One transfer as the books have it. */
export interface Written {
  id: string;
  /** What was committed together has the same. */
  transaction: string;
  debit: string;
  credit: string;
  amount: number;
  debitBalance: number;
  debitVersion: number;
  creditBalance: number;
  creditVersion: number;
}

export interface Fault {
  kind:
    | 'doubled' // two rows with one id
    | 'phantom' // a row that nobody asked for, or whose caller was told that it is none
    | 'lost' // acknowledged, and not in the books
    | 'changed' // not what was asked for, or with other balances than were told
    | 'gap' // an account's versions are not 1, 2, 3 …
    | 'balance' // a running balance is not the one before plus the amount
    | 'real time' // acknowledged before the other began, and yet after it on an account
    | 'cycle'; // no order of the transactions agrees with all accounts and with real time
  /** The transfer that is wrong; the first of its kind. */
  id: string;
  detail: string;
}

/** What `version` of `account` did. */
export interface Leg {
  id: string;
  account: string;
  version: number;
  amount: number;
  balance: number;
}

/** One whole transaction; it took effect between its times, as each of its transfers did. */
export interface Step {
  id: string;
  began: number;
  ended: number;
}

/** Everything that is wrong, the root of it first: rows, then each account by itself, then all accounts together. */
export function checkHistory(seen: Seen[], written: Written[]): Fault[] {
  const requests = new Map(seen.map((each) => [each.id, each]));
  const accounts = legsByAccount(written);
  return [
    ...checkRows(requests, written),
    ...accounts.flatMap(checkAccount),
    ...accounts.flatMap((legs) => checkRealTime(legs, requests)),
    ...checkAcrossAccounts(accounts, written, requests),
  ];
}

function checkRows(requests: Map<string, Seen>, written: Written[]): Fault[] {
  const faults: Fault[] = [];
  const rows = new Map<string, Written>();
  for (const row of written) {
    const { id } = row;
    if (rows.has(id)) faults.push({ kind: 'doubled', id, detail: 'stands in the books twice' });
    if (!requests.has(id))
      faults.push({ kind: 'phantom', id, detail: 'nobody asks for it or was told of it' });
    rows.set(id, row);
  }
  for (const request of requests.values()) {
    const row = rows.get(request.id);
    if (row) faults.push(...checkBody(request, row));
    else if (request.told) {
      faults.push({ kind: 'lost', id: request.id, detail: `acknowledged ${text(request.told)}` });
    }
  }
  return faults;
}

function checkBody({ id, debit, credit, amount, told }: Seen, row: Written): Fault[] {
  const asked = text({ debit, credit, amount, ...told });
  const booked = text({
    debit: row.debit,
    credit: row.credit,
    amount: row.amount,
    ...(told ? { debitBalance: row.debitBalance, creditBalance: row.creditBalance } : {}),
  });
  return asked === booked
    ? []
    : [{ kind: 'changed', id, detail: `asked or told ${asked}, the books say ${booked}` }];
}

/** Each account's history by rising version. */
function legsByAccount(written: Written[]): Leg[][] {
  const accounts = new Map<string, Leg[]>();
  const add = (leg: Leg) => {
    const legs = accounts.get(leg.account);
    if (legs) legs.push(leg);
    else accounts.set(leg.account, [leg]);
  };
  for (const row of written) {
    const { id, debit, credit, amount } = row;
    const [from, to] = [row.debitBalance, row.creditBalance];
    add({ id, account: debit, version: row.debitVersion, amount: -amount, balance: from });
    add({ id, account: credit, version: row.creditVersion, amount, balance: to });
  }
  return [...accounts.values()].map((legs) => legs.sort((a, b) => a.version - b.version));
}

function checkAccount(legs: Leg[]): Fault[] {
  const faults: Fault[] = [];
  let [version, balance] = [0, 0];
  for (const leg of legs) {
    const { id } = leg;
    const at = `account ${leg.account}, version ${leg.version}`;
    const [wrongVersion, wrongBalance] = [
      leg.version !== version + 1,
      leg.balance !== balance + leg.amount,
    ];
    if (wrongVersion) faults.push({ kind: 'gap', id, detail: `${at} follows ${version}` });
    else if (wrongBalance) {
      const detail = `${at}: ${balance} and ${leg.amount} are not ${leg.balance}`;
      faults.push({ kind: 'balance', id, detail });
    }
    [version, balance] = [leg.version, leg.balance];
  }
  return faults;
}

/** Walking up the versions, none may have been acknowledged before one that stands below it began. */
function checkRealTime(legs: Leg[], requests: Map<string, Seen>): Fault[] {
  const faults: Fault[] = [];
  let latest: { leg: Leg; began: number } | undefined;
  for (const leg of legs) {
    const request = requests.get(leg.id);
    if (!request) continue;
    if (latest && request.ended < latest.began) {
      const detail =
        `account ${leg.account}, version ${leg.version}: acknowledged at ${request.ended}, before version ` +
        `${latest.leg.version} (${latest.leg.id}) began at ${latest.began}`;
      faults.push({ kind: 'real time', id: leg.id, detail });
    }
    if (!latest || request.began > latest.began) latest = { leg, began: request.began };
  }
  return faults;
}

/** There must be one order of all transactions in which each account and the clients' clock agree. */
function checkAcrossAccounts(
  accounts: Leg[][],
  written: Written[],
  requests: Map<string, Seen>,
): Fault[] {
  const numbers = new Map<string, number>();
  const numberOf = new Map<string, number>();
  const steps: Step[] = [];
  for (const { id, transaction } of written) {
    const { began = -Infinity, ended = Infinity } = requests.get(id) ?? {};
    const number = numbers.get(transaction) ?? steps.length;
    numbers.set(transaction, number);
    numberOf.set(id, number);
    const step = steps[number];
    if (!step) steps.push({ id, began, ended });
    else {
      step.began = Math.max(step.began, began);
      step.ended = Math.min(step.ended, ended);
    }
  }
  const cycle = findCycle(precedence(steps, accounts, numberOf));
  if (!cycle) return [];
  const inOrder = cycle.filter((number) => number < steps.length).map((number) => steps[number]!);
  const first = inOrder.reduce((a, b) => (b.began < a.began ? b : a));
  const ids = inOrder.map(({ id }) => id);
  const detail = `each of these must come before the next, and the last before the first: ${ids.join(' ')}`;
  return [{ kind: 'cycle', id: first.id, detail }];
}

const text = (thing: object) => JSON.stringify(thing);
