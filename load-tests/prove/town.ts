import { type Db, transactOn } from '../../src/kit/db.ts';
import { newId } from '../../src/kit/id.ts';
import {
  accountId,
  type Kind,
  type NewAccount,
  openAccounts,
  post,
  transferCodes,
} from '../../src/ledger/index.ts';
import { now } from './callers.ts';
import type { Call } from './testimony.ts';
import type { Town, Wish } from './wishes.ts';

const region = '120101';
const people = 300;
const shops = 30;
const regions = 8;
const firstGrant = 500;

/** Opens the accounts of a small town in an empty `book` and gives everybody something to spend. */
export async function settleTown(db: Db, book: number): Promise<{ town: Town; setup: Call }> {
  const transact = transactOn(db);
  const accounts: NewAccount[] = [];
  const open = (kind: Kind) => {
    const owner = newId();
    const id = accountId(book, owner, kind);
    // Those that issue belong to regions of their own.
    const place = kind.endsWith('_issue') ? { owner: null, region: owner } : { owner, region };
    accounts.push({ id, kind, ...place });
    return id;
  };
  const many = (count: number, kind: Kind) => Array.from({ length: count }, () => open(kind));
  const town: Town = {
    people: many(people, 'points_main'),
    shops: many(shops, 'merchant_points'),
    hotShop: open('merchant_points'),
    issues: many(regions, 'points_issue'),
    hours: open('hours_credit'),
    nobody: newId(),
  };
  await transact((tx) => openAccounts(tx, book, accounts));
  const wishes = town.people.map((person, n): Wish => {
    const rest = { code: transferCodes.service_points, ruleVersion: 1 };
    const names = { id: newId(), subject: newId() };
    const transfer = {
      ...names,
      debit: town.issues[n % regions]!,
      credit: person,
      amount: firstGrant,
      ...rest,
    };
    return { transfer, how: 'new', doomed: false };
  });
  const began = now();
  const transfers = wishes.map(({ transfer }) => transfer);
  const answers = await transact((tx) => post(tx, book, transfers));
  return { town, setup: { wishes, began, answers, ended: now(), unknown: 0 } };
}
