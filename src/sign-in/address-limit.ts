import { BlockList, isIPv6 } from 'node:net';
import type { Deps } from '../kit/deps.ts';
import type { Refusal } from '../kit/refusal.ts';
import { countStrike, readStrikes } from '../kit/strikes.ts';
import { type RuleName, rulesInForce } from '../rules/index.ts';
import { refuse } from './refusals.ts';

const ownMachine = new BlockList();
ownMachine.addSubnet('127.0.0.0', 8, 'ipv4');
ownMachine.addAddress('::1', 'ipv6');

const [minute, hour, day] = [60, 3600, 86_400];
/** What one house gets of IPv6: half of the address. */
const groupsOfNetwork = 4;

type Limit = `sign_in.${'codes' | 'tries'}_per_address_${'min' | 'day'}` & RuleName;
type Needs = Pick<Deps, 'db' | 'vault' | 'clock'>;

/**
 * Counts one more code that is asked for from a network address, whatever phone it is for, and before anything is known
 * about the phone: whoever sends codes to many phones is slowed down, and learns nothing. A request from this machine
 * comes through a proxy that was not said to be trusted (TRUST_PROXY), so its address says nothing about who asks.
 * Refuses: code_requested_too_often.
 */
export async function takeCodeFromAddress(
  deps: Needs,
  book: number,
  address: string,
): Promise<void> {
  const seconds = await secondsToWait(deps, book, address, {
    ...{ purpose: 'codes', perDay: 'sign_in.codes_per_address_day' },
    perMinute: 'sign_in.codes_per_address_min',
  });
  if (seconds > 0) throw tooOften(seconds);
}

/** In the unit that people count such a time in. */
export function tooOften(seconds: number): Refusal {
  const [count, zh, en] =
    seconds <= 2 * minute
      ? [seconds, '秒', 'seconds']
      : seconds <= 2 * hour
        ? [Math.ceil(seconds / minute), '分钟', 'minutes']
        : [Math.ceil(seconds / hour), '小时', 'hours'];
  const wait = { 'zh-CN': `${count} ${zh}`, en: `${count} ${en}` };
  return refuse('code_requested_too_often', { values: { wait }, retryAfterSeconds: seconds });
}

/**
 * The same of one more try to sign in, by code, by password or with the identity provider, before anything is looked up,
 * hashed or written into the log for it. Refuses: sign_in_too_often.
 */
export async function takeTryFromAddress(
  deps: Needs,
  book: number,
  address: string,
): Promise<void> {
  const seconds = await secondsToWait(deps, book, address, {
    ...{ purpose: 'tries', perDay: 'sign_in.tries_per_address_day' },
    perMinute: 'sign_in.tries_per_address_min',
  });
  if (seconds > 0) throw refuse('sign_in_too_often', { retryAfterSeconds: seconds });
}

/** 0 for who is within the limits. */
async function secondsToWait(
  { db, vault, clock }: Needs,
  book: number,
  address: string,
  { purpose, perDay, perMinute }: { purpose: string; perDay: Limit; perMinute: Limit },
): Promise<number> {
  const network = networkOf(address);
  if (ownMachine.check(network, isIPv6(network) ? 'ipv6' : 'ipv4')) return 0;
  const rules = await rulesInForce(db, book, String(book), await clock.now(db));
  const limits = [
    // First, since what is refused for the minute must not use up the day of all who share the address.
    [minute, rules.get(perMinute)],
    [day, rules.get(perDay)],
  ] as const;
  for (const [seconds, most] of limits) {
    const index = vault.index('address', `${network}|${seconds}`).toString('hex');
    const subject = `${purpose}|${book}|${index}`;
    if ((await countStrike(db, subject, seconds)) <= most) continue;
    return Math.max(1, (await readStrikes(db, subject)).retryAfterSeconds);
  }
  return 0;
}

/** What is counted as one: an IPv4 address, or the half of an IPv6 address that a house gets. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address) || address === '::1') return address;
  const [before = '', after] = address.split('%')[0]!.toLowerCase().split('::');
  const [head, tail] = [before, after ?? ''].map((part) => part.split(':').filter(Boolean));
  const zeros = Array(Math.max(0, 8 - head!.length - tail!.length)).fill('0');
  const groups = after === undefined ? head! : [...head!, ...zeros, ...tail!];
  const network = groups
    .slice(0, groupsOfNetwork)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::`;
}
