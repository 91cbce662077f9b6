import { sql } from 'drizzle-orm';
import t from 'tap';
import { migrate } from '../../src/kit/migrate.ts';
import { testDatabase } from '../support/database.ts';

t.test('a database of the same migrations is left as it is, of others it is refused', async (t) => {
  const { url, ownerDb } = await testDatabase(t);
  await migrate(url);
  await ownerDb.execute(sql`UPDATE kit.migration SET hash = 'another' WHERE id = 2`);
  await t.rejects(migrate(url), /earlier, unreleased state/);
});
