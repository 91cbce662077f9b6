/** What the callers of the proof ask the books for: much that is in order, and some that must be refused. */
import { newId } from '../../src/kit/id.ts';
import { type Movement, type Resolution, transferCodes } from '../../src/ledger/index.ts';
import type { Random } from './random.ts';

/** Account ids. */
export interface Town {
  people: string[];
  shops: string[];
  /** The shop that takes a large part of all payments. */
  hotShop: string;
  /** Of the regions: whatever is earned comes from one of them. */
  issues: string[];
  /** Counts another unit than all the others. */
  hours: string;
  /** Of an account that was never opened. */
  nobody: string;
}

/** What is asked for, with its accounts also where the books know them from the origin. */
export type Asked =
  | (Movement & { origin?: never })
  | (Resolution & Pick<Movement, 'debit' | 'credit' | 'amount'>);

export interface Wish {
  transfer: Asked;
  /** new: never sent before. again: acknowledged before. twin: stands earlier in the same batch. */
  how: 'new' | 'again' | 'twin';
  /** Whatever happens, it may not be posted. */
  doomed: boolean;
}

const batchProbability = 0.4;
const batchSizeMax = 40;
const twinProbability = 0.02;
const groupProbability = 0.2;
const groupSizeMax = 4;
const hotProbability = 0.4;
const amountMax = 50;
/** More than was ever brought into the books. */
const amountOfNobody = 2 ** 45;

/** One call's worth; `own` are earlier transfers of the caller that were acknowledged, to take back or ask for again. */
export function wishFor(random: Random, town: Town, own: readonly Asked[]): Wish[] {
  if (!random.chance(batchProbability)) return [oneWish(random, town, own)];
  const size = random.between(2, batchSizeMax);
  const wishes: Wish[] = [];
  let group = 0;
  while (wishes.length < size) {
    const members = random.chance(groupProbability) ? random.between(2, groupSizeMax) : 1;
    group++;
    for (let n = 0; n < members; n++) {
      const repeats = wishes.length > 0 && random.chance(twinProbability);
      const wish = repeats ? random.of(wishes) : oneWish(random, town, own);
      const isTwin = wishes.some(({ transfer: { id } }) => id === wish.transfer.id);
      const transfer = { ...wish.transfer, group: members > 1 ? group : 0 };
      wishes.push({ ...wish, transfer, how: isTwin ? 'twin' : wish.how });
    }
  }
  return wishes;
}

function oneWish(random: Random, town: Town, own: readonly Asked[]): Wish {
  const draw = random.next();
  if (draw < 0.06) return { transfer: doomed(random, town, own), how: 'new', doomed: true };
  if (draw < 0.1 && own.length > 0)
    return { transfer: random.of(own), how: 'again', doomed: false };
  if (draw < 0.16 && own.length > 0) {
    return { transfer: reversal(random.of(own)), how: 'new', doomed: false };
  }
  return { transfer: movement(random, town, draw), how: 'new', doomed: false };
}

function reversal({ id, debit, credit, amount }: Asked): Asked {
  const { refund: code } = transferCodes;
  const turned = { debit: credit, credit: debit, amount };
  return { ...newName(), kind: 'reversal', origin: id, ...turned, code, ruleVersion: 1 };
}

function movement(random: Random, { people, shops, hotShop, issues }: Town, draw: number): Asked {
  const amount = random.between(1, amountMax);
  const person = random.of(people);
  if (draw < 0.4) return move(random.of(issues), person, amount, transferCodes.service_points);
  if (draw < 0.5) {
    const [from, to] = neighbours(random, people);
    return move(from, to, amount, transferCodes.redemption);
  }
  const shop = random.chance(hotProbability) ? hotShop : random.of(shops);
  return move(person, shop, amount, transferCodes.redemption);
}

/** Each of these is refused whatever the balances are. */
function doomed(random: Random, town: Town, own: readonly Asked[]): Asked {
  const [from, to] = neighbours(random, town.people);
  const other = own.length > 0 ? random.of(own) : undefined;
  const good = move(from, to, random.between(1, amountMax), transferCodes.redemption);
  const bad: object[] = [
    { amount: 0 },
    { amount: -good.amount },
    { credit: from },
    { credit: town.nobody },
    { credit: town.hours },
    { amount: amountOfNobody },
    { kind: 'reversal', origin: newId() },
    ...(other ? [{ id: other.id }, { kind: 'reversal', origin: other.id }] : []),
  ];
  return { ...good, ...random.of(bad) };
}

function neighbours(random: Random, people: string[]): [string, string] {
  const n = random.between(0, people.length - 1);
  return [people[n]!, people[(n + 1) % people.length]!];
}

function move(debit: string, credit: string, amount: number, code: Movement['code']): Movement {
  return { ...newName(), debit, credit, amount, code, ruleVersion: 1 };
}

/**
 * `subject` names the wish itself, apart from the id that it is sent under: a caller that asks again under a
 * fresh id is found because two rows then have one subject.
 */
const newName = () => ({ id: newId(), subject: newId() });
