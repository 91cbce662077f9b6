import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { createApp } from '../../src/app.ts';
import { writeCheckpoints } from '../../src/audit/index.ts';
import { checkAllBooks } from '../../src/check-books.ts';
import { readConfig } from '../../src/config.ts';
import { type OpenDeps, openDeps } from '../../src/deps.ts';
import type { App } from '../../src/kit/http.ts';
import { listMasters, openMaster } from '../../src/kit/master-keys.ts';
import { admitMaster, announceKey, retireMasters } from '../../src/protection/index.ts';
import { bornYearsAgo } from '../registration/desks.ts';
import { enrol, goodPassword, nextCode } from '../support/staff.ts';
import { phones, registration } from '../support/steps.ts';
import { client, type TestTown, testTown, until } from '../support/town.ts';

const newKey = () => randomBytes(32).toString('base64');
const bytes = (key: string) => Buffer.from(key, 'base64');

/** The service on the town's database, in another process with another master key. */
async function serviceWith(t: Test, town: TestTown, masterKey: string) {
  const { DATABASE_URL: databaseUrl } = town.environment;
  const config = readConfig({ ...town.environment, DEMO_TOWN: 'yes', LOG_LEVEL: 'silent' });
  // The town may live in another hour than the machine.
  const { clock } = town.deps;
  const deps = await openDeps(config, { databaseUrl, masterKey, clock });
  const app = await createApp(deps, { busyAfterMs: 0 });
  t.teardown(async () => {
    await app.close();
    await deps.close();
  });
  return { deps, app };
}

/** Instead of waiting until nobody has spoken of the key for a minute. */
const fallSilent = ({ deps, database }: TestTown, { keyring }: OpenDeps = deps) => {
  keyring.close();
  return database.ownerDb.execute(
    sql`UPDATE kit.master_key SET used_at = used_at - interval '61 seconds' WHERE fingerprint = ${keyring.master}`,
  );
};

/** People who register, sign in and renew at all of the apps there are, until told to stop. */
function drive(town: TestTown, apps: App[]) {
  const driving = { done: 0, wrong: [] as unknown[], over: false };
  const one = async (n: number) => {
    const person = client(apps[n % apps.length]!);
    const other = client(apps[(n + 1) % apps.length]!);
    const phone = String(13_912_400_000 + n);
    const idNumber = await bornYearsAgo(town, 30 + (n % 20), 1 + Math.floor(n / 20));
    await person.call('POST', '/v1/sign-in-codes', { phone });
    const mail = await other.call('GET', `/v1/development-messages?phone=${phone}`);
    const code = mail.body.items[0]?.code;
    const answers = [
      await other.call('POST', '/v1/sessions', { phone, code }),
      await other.call('POST', '/v1/volunteers', registration({ idNumber })),
      await other.renew(),
      await other.call('GET', '/v1/volunteers/me'),
    ];
    driving.wrong.push(...answers.filter(({ status }) => status > 201).map(({ body }) => body));
    driving.done++;
  };
  const whole = (async () => {
    for (let n = 0; !driving.over; n += 2) await Promise.all([one(n), one(n + 1)]);
  })();
  return {
    driving,
    more: (count: number) => {
      const before = driving.done;
      return until(
        async () => driving.done,
        (done) => done >= before + count,
      );
    },
    async stop() {
      driving.over = true;
      await whole;
    },
  };
}

t.test(
  'the master key is changed while people register and sign in, and none is refused',
  { timeout: 180_000 },
  async (t) => {
    const town = await testTown(t, { worker: false });
    const [oldKey, nextKey] = [town.environment.MASTER_KEY, newKey()];
    const clerk = await town.signIn(phones.station(1));
    const { secret } = await enrol(town, clerk);
    await writeCheckpoints(town.deps);
    const apps = [town.app];
    const drivers = drive(town, apps);
    t.teardown(() => drivers.stop());
    await drivers.more(4);

    await t.rejects(
      serviceWith(t, town, nextKey),
      { message: /MASTER_KEY/ },
      'not before it was let in',
    );
    const fingerprint = await admitMaster(town.deps, bytes(nextKey));
    t.equal(await admitMaster(town.deps, bytes(nextKey)), fingerprint, 'again is no harm');
    const later = await serviceWith(t, town, nextKey);
    apps.push(later.app);
    await drivers.more(8);
    await t.rejects(announceKey(town.deps), { code: 'master_key_changing' }, 'no data key now');
    await t.rejects(retireMasters(later.deps), { code: 'master_key_in_use' });

    apps.shift();
    await drivers.more(4);
    await fallSilent(town);
    t.same(await retireMasters(later.deps), [town.deps.keyring.master]);
    await drivers.more(4);
    await drivers.stop();
    t.same(drivers.driving.wrong, []);
    t.ok(drivers.driving.done >= 20, `${drivers.driving.done} people meanwhile`);

    await t.rejects(
      serviceWith(t, town, oldKey),
      { message: /MASTER_KEY/ },
      'the old one opens nothing',
    );
    const old = openMaster(bytes(oldKey));
    const rows = await town.database.ownerDb.execute<{ number: number; wrapped: Buffer }>(
      sql`SELECT number, wrapped FROM kit.wrapped_key WHERE book = ${town.deps.book}`,
    );
    t.equal(rows.length, 2, 'the root key and one data key');
    for (const { number, wrapped } of rows)
      t.throws(() => old.unwrap(town.deps.book, number, wrapped));

    const complaints: string[] = [];
    const inOrder = await checkAllBooks(
      town.database.ownerDb,
      (line) => complaints.push(line),
      later.deps,
    );
    t.ok(inOrder, complaints.join('\n'));
    const token = (await clerk.renew()).body.accessToken;
    t.ok(await later.deps.tokens.verify(token), 'what was signed before is still ours');
    const staff = { phone: phones.station(1), password: goodPassword };
    t.match(
      await client(later.app).call('POST', '/v1/staff-sessions', {
        ...{ ...staff, code: await nextCode(town, secret) },
      }),
      { status: 201 },
      'and who was sealed and hashed before signs in',
    );
    t.equal(await announceKey(later.deps), 2, 'data keys are made again');
  },
);

t.test('a process whose master key was retired seals nothing any more', async (t) => {
  const town = await testTown(t, { worker: false });
  const next = newKey();
  await admitMaster(town.deps, bytes(next));
  const later = await serviceWith(t, town, next);
  await fallSilent(town);
  await retireMasters(later.deps);
  const place = { table: 't', column: 'c', row: 'r' };
  const sealed = town.deps.vault.seal(place, '李小明');
  await town.deps.keyring.refresh();
  t.throws(() => town.deps.vault.seal(place, '李小明'), /master key of this process/);
  t.equal(town.deps.vault.open(place, sealed), '李小明', 'what it knows it still reads');
  t.equal(later.deps.vault.open(place, sealed), '李小明');
});

t.test(
  'there are two master keys at most, and which one stays is decided by who asks',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const { deps } = town;
    await t.rejects(admitMaster(deps, bytes(town.environment.MASTER_KEY)), {
      code: 'master_key_present',
    });
    const fingerprint = await admitMaster(deps, randomBytes(32));
    await t.rejects(admitMaster(deps, randomBytes(32)), { code: 'master_key_changing' });
    t.same(
      (await listMasters(deps.db, deps.book)).map(({ fingerprint, inUse }) => [fingerprint, inUse]),
      [
        [deps.keyring.master, true],
        [fingerprint, false],
      ],
    );
    t.same(
      await retireMasters(deps),
      [fingerprint],
      'the new one, when it is not wanted after all',
    );
    t.same(await retireMasters(deps), []);
    const entries = await town.database.ownerDb.execute(
      sql`SELECT action, object_id FROM audit.entry WHERE object_kind = 'master_key' ORDER BY at, action`,
    );
    t.same(
      entries.map(({ action, object_id }) => [action, object_id]),
      [
        ['master_key.add', fingerprint],
        ['master_key.retire', fingerprint],
      ],
    );
  },
);
