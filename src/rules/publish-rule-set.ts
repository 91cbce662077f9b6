import { sql } from 'drizzle-orm';
import { Value } from 'typebox/value';
import { type Fact, record } from '../audit/index.ts';
import { many, type Tx } from '../kit/db.ts';
import { invariant } from '../kit/invariant.ts';
import { type RuleName, type RuleValue, ruleKeys } from './rule-keys.ts';
import { ruleSet, ruleValue } from './tables.ts';

export interface RuleChange {
  region: string;
  key: RuleName;
  value: unknown;
}

/**
 * Publishes the next version of a book's rules, in force from the calendar day `effectiveFrom`.
 * What a version does not mention stays as it was. Versions are never changed, so a posting that names
 * one can be explained for ever. Returns the version.
 */
export async function publishRuleSet(
  tx: Tx,
  book: number,
  input: { effectiveFrom: string; note: string; changes: RuleChange[] },
): Promise<number> {
  for (const { key, value } of input.changes) {
    invariant(
      Value.Check(ruleKeys[key].schema, value),
      `${key} may not be ${JSON.stringify(value)}`,
    );
  }
  await lockRules(tx, book);
  const version = await nextVersion(tx, book);
  await tx
    .insert(ruleSet)
    .values({ book, version, effectiveFrom: input.effectiveFrom, note: input.note });
  const before = await valuesSoFar(tx, book, version, input.changes);
  if (input.changes.length > 0) {
    // Written as text: to the driver a bare null would be an SQL NULL, but here it is a value ("no limit").
    const rows = input.changes.map(({ region, key, value }) => ({
      ...{ book, version, region, key },
      value: sql`${JSON.stringify(value)}::jsonb`,
    }));
    await tx.insert(ruleValue).values(rows);
  }
  const { effectiveFrom, note, changes } = input;
  await record(tx, book, {
    action: 'rule_set.publish',
    object: { kind: 'rule_set', id: String(version) },
    before,
    after: {
      effectiveFrom,
      note,
      ...Object.fromEntries(changes.map((change) => [named(change), change.value as Fact])),
    },
  });
  return version;
}

/** One writer at a time, so that versions are gapless. */
async function lockRules(tx: Tx, book: number): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('rules'), ${book})`);
}

async function nextVersion(tx: Tx, book: number): Promise<number> {
  const rows = await tx.execute<{ next: number }>(
    sql`SELECT coalesce(max(version), 0) + 1 AS next FROM rules.rule_set WHERE book = ${book}`,
  );
  return rows[0]!.next;
}

const named = ({ region, key }: { region: string; key: string }) => `${region} ${key}`;

/** What the newest versions before this one say of the same keys and regions. */
async function valuesSoFar(tx: Tx, book: number, version: number, changes: RuleChange[]) {
  const [regions, keys] = [changes.map(({ region }) => region), changes.map(({ key }) => key)];
  const rows = await tx.execute<{ region: string; key: string; value: Fact }>(sql`
    SELECT DISTINCT ON (v.region, v.key) v.region, v.key, v.value FROM rules.rule_value v
    JOIN unnest(${many(regions, 'text')}, ${many(keys, 'text')}) AS c (region, key) USING (region, key)
    WHERE v.book = ${book} AND v.version < ${version} ORDER BY v.region, v.key, v.version DESC`);
  return Object.fromEntries(rows.map((row) => [named(row), row.value]));
}

/**
 * Version 1 of a book: every number written out, so that what a city starts with is data of its own. A book that has
 * rules keeps them.
 */
export async function publishInitialRules(
  tx: Tx,
  book: number,
  city: string,
  effectiveFrom: string,
  /** What this city starts with instead. */
  others: { [K in RuleName]?: RuleValue<K> } = {},
): Promise<void> {
  await lockRules(tx, book);
  if ((await nextVersion(tx, book)) > 1) return;
  const changes = Object.entries(ruleKeys).map(([key, { initial }]) => ({
    region: city,
    key: key as RuleName,
    value: Object.hasOwn(others, key) ? others[key as RuleName] : initial,
  }));
  await publishRuleSet(tx, book, { effectiveFrom, note: '初始规则 / initial rules', changes });
}
