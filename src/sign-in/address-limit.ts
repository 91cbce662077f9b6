import { BlockList, isIPv6 } from 'node:net';
import type { Deps } from '../kit/deps.ts';
import { countStrike, readStrikes } from '../kit/strikes.ts';
import type { Rules } from '../rules/index.ts';
import { refuse } from './refusals.ts';

const ownMachine = new BlockList();
ownMachine.addSubnet('127.0.0.0', 8, 'ipv4');
ownMachine.addAddress('::1', 'ipv6');

const [minute, day] = [60, 86_400];
/** What one house gets of IPv6: half of the address. */
const groupsOfNetwork = 4;

/**
 * Counts one more code that is asked for from a network address, whatever phone it is for, and before anything is known
 * about the phone: whoever sends codes to many phones is slowed down, and learns nothing. A request from this machine
 * comes through a proxy that was not said to be trusted (TRUST_PROXY), so its address says nothing about who asks.
 * Refuses: code_requested_too_often.
 */
export async function takeFromAddress(
  deps: Pick<Deps, 'db' | 'vault'>,
  book: number,
  address: string,
  rules: Rules,
): Promise<void> {
  const network = networkOf(address);
  if (ownMachine.check(network, isIPv6(network) ? 'ipv6' : 'ipv4')) return;
  const limits = [
    [day, rules.get('sign_in.codes_per_address_day')],
    [minute, rules.get('sign_in.codes_per_address_min')],
  ] as const;
  for (const [seconds, most] of limits) {
    const index = deps.vault.index('address', `${network}|${seconds}`).toString('hex');
    const subject = `codes|${book}|${index}`;
    if ((await countStrike(deps.db, subject, seconds)) <= most) continue;
    const { retryAfterSeconds } = await readStrikes(deps.db, subject);
    throw refuse('code_requested_too_often', {
      ...{ values: { seconds: retryAfterSeconds }, retryAfterSeconds },
    });
  }
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
