import { sql } from 'drizzle-orm';
import { dateInChina, type Instant } from '../kit/clock.ts';
import { type Db, many, type Tx } from '../kit/db.ts';
import { chainUp } from '../kit/region-code.ts';
import { type RuleName, type RuleValue, ruleKeys } from './rule-keys.ts';

export interface Rules {
  /** The version that a posting made under these rules has to name. 0 = a book without published rules. */
  readonly version: number;
  get<K extends RuleName>(key: K): RuleValue<K>;
}

/**
 * The rules in force at `at` in `region`: for each key the nearest of community, street, district and city
 * that says something, in the newest version that has begun by then.
 */
export async function rulesInForce(
  db: Db | Tx,
  book: number,
  region: string,
  at: Instant,
): Promise<Rules> {
  const day = dateInChina(at);
  const chain = chainUp(region, String(book));
  const rows = await db.execute<{ version: number; key: string | null; value: unknown }>(sql`
    WITH begun AS (SELECT version FROM rules.rule_set WHERE book = ${book} AND effective_from <= ${day})
    SELECT (SELECT coalesce(max(version), 0) FROM begun) AS version, nearest.key, nearest.value
    FROM (SELECT 1) one LEFT JOIN LATERAL (
      SELECT DISTINCT ON (v.key) v.key, v.value
      FROM rules.rule_value v JOIN begun USING (version)
      WHERE v.book = ${book} AND v.region = ANY(${many(chain, 'text')})
      ORDER BY v.key, length(v.region) DESC, v.region DESC, v.version DESC) nearest ON true`);
  const values = new Map(rows.map(({ key, value }) => [key, value]));
  return {
    version: rows[0]?.version ?? 0,
    get: <K extends RuleName>(key: K) =>
      (values.has(key) ? values.get(key) : ruleKeys[key].initial) as RuleValue<K>,
  };
}
