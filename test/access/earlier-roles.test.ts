import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import t from 'tap';
import { openDb } from '../../src/kit/db.ts';
import { testDatabase } from '../support/database.ts';

const folder = new URL('../../migrations/', import.meta.url);

t.test('the four roles of before become the right ones of today', async (t) => {
  const { url, ownerDb } = await testDatabase(t);
  // Begun anew: beside what is migrated already there is no room for what was before.
  await ownerDb.execute(
    sql.raw(`DO $$ DECLARE s text; BEGIN
      FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$|public$|bullmq$)' LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', s);
      END LOOP;
    END $$`),
  );
  const earlier = openDb(url, { connectionsMax: 1 });
  t.teardown(() => earlier.close());
  const run = async (names: string[]) => {
    for (const name of names)
      await earlier.db.execute(sql.raw(await readFile(new URL(name, folder), 'utf8')));
  };
  const all = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const own = all.findIndex((name) => name.endsWith('_access.sql'));
  await run(all.slice(0, own));
  const [person, station, merchant] = [randomUUID(), randomUUID(), randomUUID()];
  const grant = (role: string, scope: string) =>
    `INSERT INTO people.role_grant (book, id, person_id, role, scope, scope_name, valid_from)
     VALUES (120000, '${randomUUID()}', '${person}', '${role}', '${scope}', '', now())`;
  await earlier.db.execute(
    sql.raw(
      [
        `INSERT INTO regions.region VALUES (120000, '120000', 'city', '', NULL), (120000, '120101', 'district', '', '120000'),
           (120000, '120101004', 'street', '', '120101'), (120000, '120101004002', 'community', '', '120101004')`,
        `INSERT INTO people.person VALUES (120000, '${person}', '', '', now())`,
        `INSERT INTO organisations.station VALUES (120000, '${station}', '', '120101004002')`,
        `INSERT INTO rewards.merchant VALUES (120000, '${merchant}', '', '120101004002', now())`,
        grant('volunteer', person),
        grant('station', station),
        grant('merchant', merchant),
        ...['120000', '120101', '120101004', '120101004002'].map((code) =>
          grant('administrator', code),
        ),
      ].join(';\n'),
    ),
  );
  await run([all[own]!]);
  const rows = await earlier.db.execute<{ role: string; scope: string; region: string | null }>(
    sql`SELECT role, scope, region FROM access.role_grant`,
  );
  const community = '120101004002';
  t.same(
    rows.map(({ role, scope, region }) => [role, scope, region]).sort(),
    [
      ['volunteer', person, null],
      ['station_manager', station, community],
      ['merchant', merchant, community],
      ['city_civil_affairs', '120000', '120000'],
      ['district_civil_affairs', '120101', '120101'],
      ['street_office', '120101004', '120101004'],
      ['residents_committee', community, community],
    ].sort(),
  );
});
