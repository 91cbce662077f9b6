import { TOTP } from 'otpauth';
import { type Instant, plusSeconds } from '../../src/kit/clock.ts';
import { publishRuleSet, type RuleChange, type RuleName } from '../../src/rules/index.ts';
import type { Client, TestTown } from './town.ts';

export const goodPassword = 'Kranich-fliegt-07';

/** What an authenticator app shows. */
export const codeOf = (secret: string, at: Instant): string =>
  new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 }).generate({
    timestamp: at.getTime(),
  });

export interface Enrolled {
  secret: string;
  recoveryCodes: string[];
}

/** Sets a password and an authenticator for somebody who is signed in by phone. */
export async function enrol(
  town: Pick<TestTown, 'now'>,
  client: Client,
  password = goodPassword,
): Promise<Enrolled> {
  const begun = await client.call('POST', '/v1/staff-enrolments', { password });
  if (begun.status !== 201) throw new Error(JSON.stringify(begun.body));
  const { secret } = begun.body;
  const code = codeOf(secret, await town.now());
  const confirmed = await client.call('POST', '/v1/staff-enrolment-confirmations', { code });
  if (confirmed.status !== 201) throw new Error(JSON.stringify(confirmed.body));
  return { secret, recoveryCodes: confirmed.body.recoveryCodes };
}

export async function passSeconds(town: TestTown, seconds: number): Promise<void> {
  await town.moveTo(plusSeconds(await town.now(), seconds));
}

/** A code that was not used yet: of the next half minute, to which the town's clock goes on. */
export async function nextCode(town: TestTown, secret: string): Promise<string> {
  await passSeconds(town, 30);
  return codeOf(secret, await town.now());
}

/** Publishes rules that are in force already. */
export async function setRules(
  town: Pick<TestTown, 'deps'>,
  values: Partial<Record<RuleName, unknown>>,
): Promise<void> {
  const { book } = town.deps;
  const changes = Object.entries(values).map(([key, value]) => ({
    ...{ region: String(book), key: key as RuleName, value },
  })) satisfies RuleChange[];
  await town.deps.transact((tx) =>
    publishRuleSet(tx, book, { effectiveFrom: '2020-01-01', note: 'test', changes }),
  );
}
