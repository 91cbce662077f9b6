/** Compares what the callers were told with what the books say. */
import { type Checked, isPosted, type Transfer } from '../../src/ledger/index.ts';
import { checkHistory, type Fault } from './history.ts';
import { type Call, type Row, seenIn } from './testimony.ts';
import type { Wish } from './wishes.ts';

/** One line of the proof: how many there were, and every one that is wrong. */
export interface Finding {
  what: string;
  count: number;
  wrong: string[];
}

/** An answer to one wish. */
interface Told {
  wish: Wish;
  call: Call;
  answer: NonNullable<Call['answers']>[number];
}

/** `setup` is what was posted before the callers began; `rows` is all that the books hold. */
export function audit(calls: Call[], setup: Call, rows: Row[], checked: Checked[]): Finding[] {
  const all = [setup, ...calls];
  const told = all.flatMap((call) =>
    (call.answers ?? []).map((answer, n): Told => ({ call, wish: call.wishes[n]!, answer })),
  );
  const acknowledged = told.filter(({ answer }) => isPosted(answer));
  const refused = told.filter(({ answer }) => !isPosted(answer));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const unanswered = calls.filter(({ answers }) => !answers);
  const asked = new Set(
    all.flatMap(({ wishes }) => wishes.map(({ transfer }) => nameOf(transfer))),
  );
  return [
    {
      what: 'calls whose outcome was never known',
      count: calls.length,
      wrong: unanswered.map((call) => call.wishes[0]!.transfer.id),
    },
    { what: 'acknowledged and lost', count: acknowledged.length, wrong: lost(acknowledged, byId) },
    {
      what: 'acknowledged, but other in the books',
      count: acknowledged.length,
      wrong: changed(acknowledged, byId),
    },
    { what: 'asked for once, posted twice', count: rows.length, wrong: doubled(rows) },
    {
      what: 'in the books without a request',
      count: rows.length,
      wrong: rows.filter((row) => !asked.has(nameOf(row))).map(({ id }) => id),
    },
    {
      what: 'refused, but in the books',
      count: refused.length,
      wrong: takenAllTheSame(refused, acknowledged, byId),
    },
    {
      what: 'answers that cannot be',
      count: told.length,
      wrong: told.filter(isAbsurd).map(textOf),
    },
    {
      what: 'groups that happened in part',
      count: calls.length,
      wrong: calls.flatMap(torn),
    },
    history(all, rows),
    ...checked.map(({ promise, breaches }) => ({
      what: `promise: ${promise.meaning.en}`,
      count: rows.length,
      wrong: breaches.map((breach) => JSON.stringify(breach)),
    })),
  ];
}

const nameOf = ({ id, subject }: { id: string; subject?: string }) => `${id} ${subject}`;

function lost(acknowledged: Told[], rows: Map<string, Row>): string[] {
  return acknowledged.filter(({ wish }) => !rows.has(wish.transfer.id)).map(textOf);
}

function changed(acknowledged: Told[], rows: Map<string, Row>): string[] {
  return acknowledged.flatMap((told) => {
    const { wish, answer } = told;
    const row = rows.get(wish.transfer.id);
    if (!row || !isPosted(answer)) return [];
    const { debit, credit, amount, code, subject, origin = null } = wish.transfer;
    const { recordedAt, debitBalance, creditBalance } = answer;
    const said = [
      debit,
      credit,
      amount,
      code,
      subject,
      origin,
      recordedAt.getTime(),
      debitBalance,
      creditBalance,
    ];
    const found = [
      row.debit,
      row.credit,
      row.amount,
      row.code,
      row.subject,
      row.origin,
      row.recordedMs,
      row.debitBalance,
      row.creditBalance,
    ];
    return said.join() === found.join()
      ? []
      : [`${textOf(told)}: ${said.join()} is ${found.join()} in the books`];
  });
}

/** A wish has its own name (`subject`) besides the id, so sending it again under a fresh id is seen here. */
function doubled(rows: Row[]): string[] {
  const seen = new Set<string>();
  return rows.filter(({ subject }) => seen.size === seen.add(subject).size).map(({ id }) => id);
}

/** Refused for good: unless the very same wish was also acknowledged, as its twin in a batch may be. */
function takenAllTheSame(refused: Told[], acknowledged: Told[], rows: Map<string, Row>): string[] {
  const taken = new Set(acknowledged.map(({ wish }) => nameOf(wish.transfer)));
  return refused
    .filter(({ wish: { transfer } }) => {
      const row = rows.get(transfer.id);
      return row && nameOf(row) === nameOf(transfer) && !taken.has(nameOf(transfer));
    })
    .map(textOf);
}

/** What was acknowledged before exists, what was never sent before does not, and some things are never posted. */
function isAbsurd({ wish, call, answer: { result } }: Told): boolean {
  if (wish.doomed) return result === 'created' || result === 'exists';
  if (wish.how === 'again') return result !== 'exists';
  // One whose twin before it fell with its group may be posted.
  if (wish.how === 'twin') return result === 'created' && createdBefore(call, wish);
  return result === 'exists' && call.unknown === 0;
}

/** Whether more than one of a call's wishes with this id was told that it was created. */
function createdBefore({ wishes, answers = [] }: Call, { transfer: { id } }: Wish): boolean {
  const told = wishes.map((wish, n) => wish.transfer.id === id && answers[n]?.result === 'created');
  return told.filter(Boolean).length > 1;
}

/** The groups of a call of which one was created and another refused, each by its first member. */
function torn({ wishes, answers = [] }: Call): string[] {
  const groups = new Map<number, { first: string; results: string[] }>();
  wishes.forEach(({ transfer: { id, group = 0 } }, n) => {
    const members = groups.get(group) ?? { first: id, results: [] };
    groups.set(group, members);
    if (answers[n]) members.results.push(answers[n].result);
  });
  groups.delete(0);
  const isTorn = (results: string[]) =>
    results.includes('created') &&
    results.some((result) => result !== 'created' && result !== 'exists');
  return [...groups.values()].filter(({ results }) => isTorn(results)).map(({ first }) => first);
}

function history(calls: Call[], rows: Row[]): Finding {
  const faults = checkHistory(seenIn(calls), rows);
  const textOfFault = ({ kind, id, detail }: Fault) => `${kind}: ${id} ${detail}`;
  return { what: 'history: breaks of order', count: rows.length, wrong: faults.map(textOfFault) };
}

function textOf({ wish: { transfer, how }, answer: { result } }: Told): string {
  return `${transfer.id} (${how}, ${amountOf(transfer)}) told ${result}`;
}

const amountOf = ({ amount, group = 0 }: Transfer) => `amount ${amount}, group ${group}`;
