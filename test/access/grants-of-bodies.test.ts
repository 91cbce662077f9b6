import { sql } from 'drizzle-orm';
import t from 'tap';
import { appointFirstOfficer } from '../../src/grants/index.ts';
import { plusSeconds } from '../../src/kit/clock.ts';
import { newId } from '../../src/kit/id.ts';
import { addPersonWithPhone } from '../../src/people/index.ts';
import { loadDivisions, readDivisions } from '../../src/regions/index.ts';
import { community, desks } from '../registration/desks.ts';
import { phones } from '../support/steps.ts';
import { type Client, type TestTown, testTown, until } from '../support/town.ts';

const security = '13808000001';
const give = (by: Client, body: Record<string, unknown>) =>
  by.call('POST', '/v1/role-grants', body);

let entered = 0;
async function enter(street: Client): Promise<string> {
  const form = { kind: 'unit_team', type: 'mutual_aid', name: `互助队 ${++entered}` };
  const body = { ...form, region: community, leaderPhone: '13971000001' };
  const made = await street.call('POST', '/v1/organisations', body);
  t.equal(made.status, 201);
  return made.body.id;
}

/** How many of the database's sessions wait for a lock. */
async function waiting({ database }: TestTown): Promise<number> {
  const rows = await database.ownerDb.execute<{ n: string }>(sql`
    SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
  return Number(rows[0]!.n);
}

const alive = async ({ database }: TestTown, scope: string) =>
  database.ownerDb.execute(
    sql`SELECT role FROM access.role_grant WHERE scope = ${scope} AND revoked_at IS NULL`,
  );

t.test('no role outlives the body that ends while it is given', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const [station] = town.plan.stations;
  const committee = await town.signIn(desks.committee);
  const bodies = [
    { scope: await enter(street), role: 'organisation_head', by: street, path: 'organisations' },
    { scope: station!.id, role: 'station_manager', by: committee, path: 'stations' },
  ];
  const rulings = {
    organisations: { decision: 'revoke', reason: '违法活动', documentNumber: '津和取〔2026〕1号' },
    stations: { decision: 'close', reason: '不再开放' },
  } as Record<string, object>;
  for (const [n, { scope, role, by, path }] of bodies.entries()) {
    const phone = `1397100002${n}`;
    // Whoever gives the role has looked at the body, and waits for the person's row.
    let free = () => {};
    const gate = new Promise<void>((open) => {
      free = open;
    });
    const held = town.deps.transact(async (tx) => {
      const now = await town.deps.clock.now(tx);
      await addPersonWithPhone(town.deps, tx, { book: 120000, id: newId(), phone }, now);
      await gate;
    });
    const giving = give(by, { role, scope, phone });
    await until(
      () => waiting(town),
      (many) => many === 1,
    );
    const ending = street.call('POST', `/v1/${path}/${scope}/decisions`, rulings[path]);
    await until(
      () => waiting(town),
      (many) => many === 2,
    );
    free();
    await held;
    t.match(await giving, { status: 201 }, `${role} was given in time`);
    t.match(await ending, { status: 201 });
    t.same(await alive(town, scope), [], 'and ended with the body');
    t.match(await give(by, { role, scope, phone: '13971000029' }), {
      ...{ status: 422, body: { code: 'scope_unknown' } },
    });
  }
});

t.test('the head of an organisation appoints the lead of a project from the list', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const scope = await enter(street);
  await enter(street);
  await give(street, { role: 'organisation_head', scope, phone: '13971000021' });
  const head = await town.signIn('13971000021');
  t.match((await head.call('GET', '/v1/me')).body.mayAppoint, ['project_lead']);
  const scopes = await head.call('GET', '/v1/role-scopes?role=project_lead');
  t.match(scopes, { status: 200, body: { items: [{ scope }] } });
  t.equal(scopes.body.items.length, 1, 'of their own only');
  t.equal((await give(head, { role: 'project_lead', scope, phone: '13971000022' })).status, 201);
});

t.test('what has run out is not offered to be taken back, and says so', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const now = await town.now();
  const role = { role: 'liaison_officer', scope: community };
  const soon = plusSeconds(now, 60).toISOString();
  await give(street, { ...role, phone: '13971000021', validTo: soon });
  await give(street, { ...role, phone: '13971000022', validFrom: plusSeconds(now, 900) });
  await give(street, { ...role, phone: '13971000023' });
  const { body: taken } = await give(street, { ...role, phone: '13971000024' });
  await street.call('DELETE', `/v1/role-grants/${taken.id}`);
  await town.moveTo(plusSeconds(now, 120));
  await street.renew();
  const listed = async (query = '') => {
    const path = `/v1/role-grants?view=area&role=liaison_officer${query}`;
    const { items } = (await street.call('GET', path)).body;
    return items.map((each: { state: string; mayRevoke: boolean }) => [each.state, each.mayRevoke]);
  };
  t.same(await listed(), [
    ['revoked', false],
    ['in_force', true],
    ['to_come', true],
    ['expired', false],
  ]);
  t.same(await listed('&inForce=true'), [['in_force', true]]);
});

t.test('the grants of one person are found by the phone, within one’s area', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const phone = phones.volunteer(1);
  await give(street, { role: 'liaison_officer', scope: community, phone });
  const search = (by: Client, body: object) => by.call('POST', '/v1/role-grant-searches', body);
  const found = await search(street, { phone });
  t.match(found, { status: 200, body: { items: [{ role: 'liaison_officer' }] } });
  t.equal(found.body.items.length, 1, 'what people are for themselves is nobody else’s');
  t.match(found.body.items[0].person, { phone: '138****0001', name: /^.\*+$/ }, 'masked');
  t.same((await search(street, { phone: '13971000099' })).body, { items: [] });
  t.match(await search(street, { phone: '139710000001' }), {
    ...{ status: 422, body: { code: 'phone_invalid' } },
  });
  const elsewhere = '13971000031';
  const district = await town.signIn(desks.district);
  await give(district, { role: 'street_office', scope: '120101005', phone: elsewhere });
  t.same((await search(await town.signIn(elsewhere), { phone })).body, { items: [] });
});

t.test('a page of grants goes on only for whom it began', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const district = await town.signIn(desks.district);
  for (const [path, other] of [
    ['/v1/role-grants?view=area&limit=1', district],
    ['/v1/role-scopes?role=organisation_head&limit=1', district],
  ] as const) {
    await enter(street);
    await enter(street);
    const { nextCursor } = (await street.call('GET', path)).body;
    const next = `${path}&cursor=${encodeURIComponent(nextCursor)}`;
    t.equal((await street.call('GET', next)).status, 200);
    t.match(await other.call('GET', next), { status: 400, body: { code: 'bad_cursor' } });
  }
});

t.test('a division that is renamed has its new name in the roles for it', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const divisions = (await readDivisions('120000')).map((each) =>
    each.code === '120101004' ? { ...each, name: '新名街道' } : each,
  );
  await town.deps.transact((tx) => loadDivisions(town.deps, tx, 120000, divisions));
  await street.renew();
  t.match((await street.call('GET', '/v1/me')).body.roles, [{ scopeName: '新名街道' }]);
  t.match((await street.call('GET', '/v1/role-grants')).body.items, [{ scopeName: '新名街道' }]);
});

t.test('a role that ends with its body is logged with until when it was to hold', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const scope = await enter(street);
  const validTo = plusSeconds(await town.now(), 86_400).toISOString();
  const role = { role: 'organisation_head', scope, phone: '13971000021', validTo };
  const { body: grant } = await give(street, role);
  const ruling = { decision: 'revoke', reason: '违法活动', documentNumber: '津和取〔2026〕1号' };
  await street.call('POST', `/v1/organisations/${scope}/decisions`, ruling);
  const guard = await town.signIn(security);
  await give(guard, { role: 'auditor', scope: '120000', phone: '13971000041' });
  const auditor = await town.signIn('13971000041');
  const { items } = (await auditor.call('GET', `/v1/audit-entries?objectId=${grant.id}&limit=1`))
    .body;
  t.match(items, [{ action: 'role_grant.revoke', role: 'street_office' }]);
  t.same(Object.keys(items[0].changes), ['validTo'], 'only what changed');
  t.equal(items[0].changes.validTo[0], validTo);
});

t.test('who audits the city does not become its first security administrator', async (t) => {
  const town = await testTown(t, { worker: false });
  const guard = await town.signIn(security);
  const phone = '13971000041';
  await give(guard, { role: 'auditor', scope: '120000', phone });
  await town.database.ownerDb.execute(sql`
    UPDATE access.role_grant SET valid_to = valid_from WHERE role = 'security_administrator'`);
  await t.rejects(appointFirstOfficer(town.deps, 120000, { name: '李明', phone }), {
    code: 'duties_not_separate',
  });
});
