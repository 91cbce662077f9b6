import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import t from 'tap';
import { type Role, roleNames, roles } from '../../src/access/index.ts';
import { plusSeconds, stopwatch } from '../../src/kit/clock.ts';
import { sqlState, violatedConstraint } from '../../src/kit/db.ts';
import { newId } from '../../src/kit/id.ts';
import { draft, phones } from '../support/steps.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';

const give = (by: Client, body: Record<string, unknown>) =>
  by.call('POST', '/v1/role-grants', body);
const officer = {
  committee: '13805000001',
  district: '13806000001',
  city: '13807000001',
  security: '13808000001',
};
const newcomer = '13912345678';

t.test('all roles of the domain have a name in both languages and a kind of scope', async (t) => {
  const town = await testTown(t, { worker: false });
  const { body } = await (await town.signIn(newcomer)).call('GET', '/v1/roles');
  t.same(
    body.items.map(({ role }: { role: string }) => role),
    roleNames,
  );
  for (const { role, name } of body.items) {
    t.match(name['zh-CN'], /\p{Script=Han}/u, role);
    t.match(name.en, /^[A-Z]/, role);
  }
  t.equal(roleNames.length, 18, 'the sixteen of domain.md 9, and the two other administrators');
});

t.test(
  'who is given a role holds it from the next token on, for as long as it was given',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const [station] = town.plan.stations;
    const office = await town.signIn(phones.streetOffice);
    const person = await town.signIn(newcomer);
    t.equal((await person.call('POST', '/v1/activities', draft(await town.now()))).status, 403);

    const now = await town.now();
    const given = await give(office, {
      phone: '+86 139-1234-5678',
      role: 'station_manager',
      scope: station!.id,
      validTo: plusSeconds(now, 100).toISOString(),
    });
    t.match(given, {
      status: 201,
      body: {
        person: { id: person.personId, phone: '139****5678' },
        role: 'station_manager',
        name: roles.station_manager.name,
        scopeName: station!.name,
        grantedBy: office.personId,
        mayRevoke: true,
      },
    });
    const renewed = await person.renew();
    t.ok(renewed.body.expiresInSeconds <= 100, 'no token outlives a role in it');
    t.ok(renewed.body.expiresInSeconds > 60);
    const me = await person.call('GET', '/v1/me');
    t.match(me.body.roles, [{ role: 'station_manager', scope: station!.id }]);
    t.ok(me.body.may.includes('activity.submit'));
    t.notOk(me.body.may.includes('activity.review'));
    t.same(me.body.mayAppoint, []);
    t.equal((await person.call('POST', '/v1/activities', draft(await town.now()))).status, 201);
    const own = await person.call('GET', '/v1/role-grants');
    t.match(own.body.items, [{ id: given.body.id, mayRevoke: false }], 'everybody sees their own');

    await town.moveTo(plusSeconds(now, 101));
    t.same((await person.renew()).body.person.roles, [], 'and it ends by itself');
    const later = await give(office, {
      phone: newcomer,
      role: 'station_manager',
      scope: station!.id,
      validFrom: plusSeconds(now, 5000).toISOString(),
    });
    t.equal(later.status, 201);
    t.same((await person.renew()).body.person.roles, [], 'not before it begins');
  },
);

t.test(
  'a role is given only by whom it is to be given, where they are, and not to oneself',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const [first, second] = town.plan.stations;
    const shop = town.plan.merchants[0]!;
    const people = {
      street: await town.signIn(phones.streetOffice),
      committee: await town.signIn(officer.committee),
      district: await town.signIn(officer.district),
      city: await town.signIn(officer.city),
      security: await town.signIn(officer.security),
      manager: await town.signIn(phones.station(1)),
    };
    const ok = async (by: Client, role: Role, scope: string, phone: string) =>
      t.match(await give(by, { phone, role, scope }), { status: 201 }, `${role} ${scope}`);
    await ok(people.security, 'auditor', '120101', '13911111101');
    await ok(people.security, 'city_civil_affairs', '120000', '13911111102');
    await ok(people.city, 'street_office', '120102001', '13911111103');
    await ok(people.district, 'residents_committee', '120101004003', '13911111104');
    await ok(people.street, 'merchant', shop.id, '13911111105');
    await ok(people.committee, 'station_manager', first!.id, '13911111106');

    const past = '2020-01-01T00:00:00.000Z';
    const future = '2099-01-01T00:00:00.000Z';
    const whole = { phone: newcomer, role: 'station_manager', scope: first!.id };
    const refusals: [Client, Record<string, unknown>, number, string, string | undefined][] = [
      // Wider than oneself, elsewhere, above, or beside.
      [people.committee, { scope: second!.id }, 403, 'not_allowed', undefined],
      [
        people.street,
        { role: 'liaison_officer', scope: '120102001001' },
        403,
        'not_allowed',
        undefined,
      ],
      [people.street, { role: 'street_office', scope: '120101004' }, 403, 'not_allowed', undefined],
      [
        people.street,
        { role: 'city_civil_affairs', scope: '120000' },
        403,
        'not_allowed',
        undefined,
      ],
      [
        people.district,
        { role: 'street_office', scope: '120102001' },
        403,
        'not_allowed',
        undefined,
      ],
      [people.city, { role: 'station_manager' }, 403, 'not_allowed', undefined],
      [
        people.city,
        { role: 'system_administrator', scope: '120000' },
        403,
        'not_allowed',
        undefined,
      ],
      [people.manager, {}, 403, 'not_allowed', undefined],
      [
        people.security,
        { role: 'street_office', scope: '120101004' },
        403,
        'not_allowed',
        undefined,
      ],
      [people.street, { phone: phones.streetOffice }, 403, 'self_review', '/phone'],
      // What is no place for the role.
      [people.street, { scope: randomUUID() }, 422, 'scope_unknown', '/scope'],
      [people.street, { scope: '120101004' }, 422, 'scope_unknown', '/scope'],
      [people.street, { scope: shop.id }, 422, 'scope_unknown', '/scope'],
      [people.city, { role: 'street_office', scope: '120101' }, 422, 'scope_unknown', '/scope'],
      [people.city, { role: 'street_office', scope: '120199999' }, 422, 'scope_unknown', '/scope'],
      [
        people.street,
        { role: 'organisation_head', scope: randomUUID() },
        422,
        'scope_unknown',
        '/scope',
      ],
      [
        people.street,
        { role: 'volunteer', scope: people.street.personId },
        422,
        'scope_unknown',
        '/scope',
      ],
      [people.street, { role: 'mayor' }, 400, 'bad_request', '/role'],
      [people.street, { phone: '12345678901' }, 422, 'phone_invalid', '/phone'],
      // Dates.
      [people.street, { validTo: past }, 422, 'grant_dates_wrong', '/validTo'],
      [people.street, { validFrom: future, validTo: future }, 422, 'grant_dates_wrong', '/validTo'],
      [people.street, { validFrom: 'soon' }, 400, 'bad_request', '/validFrom'],
      [people.committee, { phone: '13911111106' }, 409, 'role_granted_already', undefined],
    ];
    const before = await countGrants(town);
    for (const [by, change, status, code, pointer] of refusals) {
      const answer = await give(by, { ...whole, ...change });
      const expected = pointer ? { code, errors: [{ pointer }] } : { code };
      t.match(answer, { status, body: expected }, `${code} ${JSON.stringify(change)}`);
    }
    t.equal(await countGrants(town), before, 'and nothing is kept of it');
  },
);

async function countGrants({ database }: TestTown): Promise<string> {
  const rows = await database.ownerDb.execute<{ grants: string; people: string }>(sql`
    SELECT (SELECT count(*) FROM access.role_grant) AS grants, (SELECT count(*) FROM people.person) AS people`);
  return JSON.stringify(rows[0]);
}

t.test(
  'system, security and audit administrators are three people, also when two are appointed at once',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const security = await town.signIn(officer.security);
    const duty = (phone: string, role: Role, scope = '120000') =>
      give(security, { phone, role, scope });
    t.match(await duty('13922222201', 'system_administrator'), { status: 201 });
    t.match(await duty('13922222202', 'audit_administrator'), { status: 201 });
    t.match(
      await duty('13922222202', 'auditor', '120101'),
      { status: 201 },
      'an auditor audits too',
    );
    for (const [phone, role, scope] of [
      ['13922222201', 'security_administrator', '120000'],
      ['13922222201', 'audit_administrator', '120000'],
      ['13922222201', 'auditor', '120101'],
      ['13922222202', 'system_administrator', '120000'],
    ] as const) {
      const answer = await duty(phone, role, scope);
      t.match(answer, { status: 409, body: { code: 'duties_not_separate' } }, `${phone} ${role}`);
    }
    for (let round = 0; round < 10; round++) {
      const phone = `1392222${String(3000 + round)}`;
      const answers = await Promise.all([
        duty(phone, 'system_administrator'),
        duty(phone, 'audit_administrator'),
        duty(phone, 'security_administrator'),
      ]);
      t.same(answers.map(({ status }) => status).sort(), [201, 409, 409], `round ${round}`);
    }
  },
);

t.test('a role that was taken back is worth nothing within five seconds', async (t) => {
  const town = await testTown(t, { worker: false });
  const office = await town.signIn(phones.streetOffice);
  const manager = await town.signIn(phones.station(1));
  const other = await town.signIn(phones.station(2));
  const list = await office.call('GET', '/v1/role-grants?view=area&limit=100');
  const grant = list.body.items.find(
    ({ person }: { person: { id: string } }) => person.id === manager.personId,
  );
  const organised = () => manager.call('GET', '/v1/activities?view=organised');
  t.equal((await organised()).status, 200);

  t.match(await office.call('DELETE', `/v1/role-grants/${newId()}`), {
    status: 404,
    body: { code: 'grant_unknown' },
  });
  const elapsed = stopwatch();
  const taken = await office.call('DELETE', `/v1/role-grants/${grant.id}`);
  t.match(taken, { status: 200, body: { id: grant.id, state: 'revoked', mayRevoke: false } });
  t.match(await office.call('DELETE', `/v1/role-grants/${grant.id}`), {
    status: 409,
    body: { code: 'grant_ended' },
  });
  let answer = await organised();
  while (answer.status === 200 && elapsed() < 10_000) {
    await new Promise((resume) => setTimeout(resume, 100));
    answer = await organised();
  }
  t.match(answer, { status: 401, body: { code: 'roles_changed' } });
  t.ok(elapsed() < 6000, `after ${Math.round(elapsed())} ms`);
  t.match(await manager.call('GET', '/v1/activities'), { status: 401 }, 'on every route');
  t.equal((await other.call('GET', '/v1/activities?view=organised')).status, 200, 'nobody else is');

  t.same((await manager.renew()).body.person.roles, []);
  t.match(await organised(), { status: 403, body: { code: 'not_allowed' } });
  const again = await give(office, {
    phone: phones.station(1),
    role: 'station_manager',
    scope: town.plan.stations[0]!.id,
  });
  t.equal(again.status, 201, 'it may be given anew');
  await manager.renew();
  t.equal((await organised()).status, 200);
});

t.test('nobody takes back a role of their own, not even one that they may give', async (t) => {
  const town = await testTown(t, { worker: false });
  const security = await town.signIn(officer.security);
  const own = (await security.call('GET', '/v1/role-grants')).body.items[0];
  t.match(await security.call('DELETE', `/v1/role-grants/${own.id}`), {
    status: 403,
    body: { code: 'self_review' },
  });
});

t.test('a list of grants holds those of one’s area and no others, page by page', async (t) => {
  const town = await testTown(t, { worker: false });
  const seen = async (phone: string) => {
    const client = await town.signIn(phone);
    const scopes: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { body: { items: { scope: string }[]; nextCursor: string | null } } =
        await client.call(
          'GET',
          `/v1/role-grants?view=area&limit=3${cursor && `&cursor=${cursor}`}`,
        );
      scopes.push(...page.body.items.map(({ scope }) => scope));
      cursor = page.body.nextCursor;
    }
    return scopes.sort();
  };
  const { stations, merchants, officers } = town.plan;
  const bodies = [...stations, ...merchants].map(({ id, region }) => ({ scope: id, region }));
  const all = [...bodies, ...officers.map(({ scope }) => ({ scope, region: scope }))];
  const within = (prefix: string) =>
    all
      .filter(({ region }) => region.startsWith(prefix))
      .map(({ scope }) => scope)
      .sort();
  const community = stations[0]!.region;
  t.same(await seen(officer.committee), within(community));
  t.same(await seen(phones.streetOffice), within(community.slice(0, 9)));
  t.same(await seen(officer.district), within(community.slice(0, 6)));
  t.same(await seen(officer.city), within('12'));
  t.ok(within(community).length < within(community.slice(0, 9)).length);
});

t.test('what a role may be given for is offered, and all of it can be given', async (t) => {
  const town = await testTown(t, { worker: false });
  const { stations, merchants } = town.plan;
  const offered = async (client: Client, role: Role) =>
    (await client.call('GET', `/v1/role-scopes?role=${role}&limit=100`)).body.items.map(
      ({ scope }: { scope: string }) => scope,
    );
  const street = stations[0]!.region.slice(0, 9);
  const inStreet = ({ region }: { region: string }) => region.startsWith(street);
  const ids = (all: { id: string; region: string }[]) =>
    all
      .filter(inStreet)
      .map(({ id }) => id)
      .sort();
  const office = await town.signIn(phones.streetOffice);
  t.same(await offered(office, 'station_manager'), ids(stations));
  t.same(await offered(office, 'merchant'), ids(merchants));
  t.same(await offered(office, 'organisation_head'), [], 'there are none yet');
  const communities = await offered(office, 'liaison_officer');
  t.ok(communities.length > 3 && communities.every((code: string) => code.startsWith(street)));
  const district = await town.signIn(officer.district);
  t.ok((await offered(district, 'party_evaluator')).includes(street), 'of any level');
  const city = await town.signIn(officer.city);
  t.ok((await offered(city, 'district_civil_affairs')).includes('120101'));
  t.notOk((await offered(city, 'district_civil_affairs')).includes('120000'));
  for (const scope of communities) {
    const given = await give(office, { phone: newcomer, role: 'liaison_officer', scope });
    t.equal(given.status, 201, scope);
  }
});

t.test('who manages several stations or shops says for which', async (t) => {
  const town = await testTown(t, { worker: false });
  const [first, second, third] = town.plan.stations;
  const [shop, otherShop] = town.plan.merchants;
  const office = await town.signIn(phones.streetOffice);
  const give2 = (role: Role, scope: string, phone: string) => give(office, { role, scope, phone });
  await give2('station_manager', second!.id, phones.station(1));
  await give2('merchant', otherShop!.id, phones.merchant(1));
  const manager = await town.signIn(phones.station(1));
  const cashier = await town.signIn(phones.merchant(1));
  const sent = draft(await town.now());
  t.match(await manager.call('POST', '/v1/activities', sent), {
    status: 422,
    body: { code: 'place_unclear', errors: [{ pointer: '/stationId' }] },
  });
  for (const { id } of [first!, second!]) {
    const made = await manager.call('POST', '/v1/activities', { ...sent, stationId: id });
    t.match(made, { status: 201, body: { stationId: id } });
  }
  t.match(await manager.call('POST', '/v1/activities', { ...sent, stationId: third!.id }), {
    status: 403,
    body: { code: 'not_allowed' },
  });
  const organised = await manager.call('GET', '/v1/activities?view=organised');
  t.equal(organised.body.items.length, 2, 'the list is of both');
  t.match(await cashier.call('GET', '/v1/merchants/me'), {
    status: 422,
    body: { code: 'place_unclear', errors: [{ pointer: '/merchantId' }] },
  });
  for (const { id, name } of [shop!, otherShop!])
    t.match((await cashier.call('GET', `/v1/merchants/me?merchantId=${id}`)).body, { id, name });
});

t.test('nobody reviews what they submitted, whatever roles they hold', async (t) => {
  const town = await testTown(t, { worker: false });
  const station = town.plan.stations[0]!;
  const district = await town.signIn(officer.district);
  const scope = station.region;
  const appointed = await give(district, {
    phone: phones.station(1),
    role: 'residents_committee',
    scope,
  });
  t.equal(appointed.status, 201);
  const both = await town.signIn(phones.station(1));
  const { body } = await both.call('POST', '/v1/activities', draft(await town.now()));
  t.notOk(body.may.includes('activity.review'), 'it is not offered');
  const decision = { decision: 'approve' };
  t.match(await both.call('POST', `/v1/activities/${body.id}/approvals`, decision), {
    status: 403,
    body: { code: 'self_review' },
  });
  const committee = await town.signIn(officer.committee);
  t.ok(
    (await committee.call('GET', `/v1/activities/${body.id}`)).body.may.includes('activity.review'),
  );
  t.equal(
    (await committee.call('POST', `/v1/activities/${body.id}/approvals`, decision)).status,
    201,
  );
});

t.test('a token of another city with the same key is taken for none', async (t) => {
  const town = await testTown(t, { worker: false });
  const token = await town.deps.tokens.sign({
    ...{ sub: newId(), book: 110000, sid: newId() },
    roles: [{ grant: newId(), role: 'city_civil_affairs', scope: '110000' }],
  });
  const answer = await town
    .stranger()
    .call('GET', '/v1/me', undefined, { authorization: `Bearer ${token}` });
  t.match(answer, { status: 401, body: { code: 'session_ended' } });
  const cookie = `linli_refresh=110000.${newId()}.${'a'.repeat(43)}`;
  t.match(await town.stranger().call('POST', '/v1/access-tokens', undefined, { cookie }), {
    status: 401,
    body: { code: 'session_ended' },
  });
});

t.test('the database keeps the rules of grants by itself', async (t) => {
  const town = await testTown(t, { worker: false });
  const { ownerDb } = town.database;
  const { book, officers, stations, volunteers } = town.plan;
  const [person, other] = [volunteers[0]!.id, officers[0]!.id];
  const add = (change: Record<string, string | null>) => {
    const row: Record<string, string | null> = {
      ...{
        book: String(book),
        id: newId(),
        person_id: person,
        scope_name: '',
        valid_from: '2026-01-01',
      },
      ...{ role: 'auditor', scope: '120101', region: '120101' },
      ...change,
    };
    const names = sql.raw(Object.keys(row).join());
    return ownerDb
      .execute(sql`INSERT INTO access.role_grant (${names})
        SELECT ${names} FROM jsonb_populate_record(NULL::access.role_grant, ${JSON.stringify({ valid_to: 'infinity', ...row })}::jsonb)`)
      .then(() => 'added', violatedConstraint);
  };
  const broken: [Record<string, string | null>, string][] = [
    [{ granted_by: person }, 'role_grant_not_to_oneself'],
    [{ valid_to: '2025-12-31' }, 'role_grant_dates'],
    [{ revoked_at: '2026-01-01' }, 'role_grant_revoked'],
    [{ role: 'mayor' }, 'role_grant_scope'],
    [{ scope: '120102' }, 'role_grant_scope'],
    [{ region: null }, 'role_grant_scope'],
    [{ role: 'street_office' }, 'role_grant_scope'],
    [{ role: 'district_civil_affairs', scope: '120000', region: '120000' }, 'role_grant_scope'],
    [{ role: 'system_administrator' }, 'role_grant_scope'],
    [{ role: 'station_manager' }, 'role_grant_scope'],
    [{ role: 'station_manager', scope: stations[0]!.id, region: null }, 'role_grant_scope'],
    [{ role: 'service_recipient', scope: other, region: null }, 'role_grant_scope'],
    [{ role: 'volunteer', scope: person, region: null }, 'role_grant_own'],
    [{ scope: '120199', region: '120199' }, 'role_grant_book_region_fkey'],
  ];
  for (const [change, constraint] of broken)
    t.equal(await add(change), constraint, JSON.stringify(change));

  for (const column of ['person_id', 'role', 'scope', 'valid_from', 'granted_by']) {
    const name = sql.raw(column);
    const changing = town.database.db.execute(sql`UPDATE access.role_grant SET ${name} = ${name}`);
    t.equal(await changing.then(() => 'done', sqlState), '42501', `${column} stays`);
  }
  // Bodies move, and their roles with them.
  const moving = town.database.db.execute(
    sql`UPDATE access.role_grant SET region = '120102' WHERE scope = '120101004'`,
  );
  t.equal(await moving.then(() => 'done', violatedConstraint), 'role_grant_scope');

  const year = { valid_from: '2026-01-01', valid_to: '2027-01-01' };
  const next = { valid_from: '2027-01-01', valid_to: '2028-01-01' };
  t.equal(await add(year), 'added');
  t.equal(await add({ ...year, valid_from: '2026-12-31' }), 'role_grant_once');
  t.equal(await add(next), 'added', 'one after the other');
  const security = { role: 'security_administrator', scope: '120000', region: '120000' };
  t.equal(await add({ ...security, ...year }), 'role_grant_duties_apart');
  t.equal(await add({ ...security, valid_from: '2028-01-01' }), 'added');
});
