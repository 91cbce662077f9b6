import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { writeCheckpoints } from '../../src/audit/index.ts';
import { comeOrGo, draft, phones } from '../support/steps.ts';
import { testTown } from '../support/town.ts';

const auditor = '13809900001';

/** A town with somebody who reads its log: given the role as people give it. */
async function auditedTown(t: Test) {
  const town = await testTown(t, { worker: false });
  const security = await town.signIn('13808000001');
  const given = await security.call('POST', '/v1/role-grants', {
    phone: auditor,
    role: 'audit_administrator',
    scope: '120000',
  });
  t.equal(given.status, 201);
  const reader = await town.signIn(auditor);
  const entries = async (query: string) => {
    const { status, body } = await reader.call('GET', `/v1/audit-entries?${query}`);
    t.equal(status, 200);
    return body.items;
  };
  return { town, security, reader, entries, grantId: given.body.id as string };
}

t.test(
  'each change says who made it, in which role, when, from where, and what it was before',
  async (t) => {
    const { town, entries } = await auditedTown(t);
    const station = await town.signIn(phones.station(1));
    const streetOffice = await town.signIn(phones.streetOffice);
    const wang = await town.signIn(phones.volunteer(1));
    const made = await station.call('POST', '/v1/activities', draft(await town.now()), {
      'user-agent': '窗口一体机 1.0',
    });
    const { id } = made.body;
    const approve = (by: typeof station) =>
      by.call('POST', `/v1/activities/${id}/approvals`, { decision: 'approve' });
    t.match(await approve(station), { status: 403 });
    t.match(await approve(streetOffice), { status: 201 });
    t.match(await approve(streetOffice), { status: 409 });

    const log = await entries(`objectKind=activity&objectId=${id}`);
    t.match(log, [
      {
        action: 'activity.approve',
        words: '审核通过活动',
        personId: streetOffice.personId,
        role: 'street_office',
        changes: {
          state: ['pending_review', 'published'],
          decidedBy: [null, streetOffice.personId],
        },
      },
      {
        action: 'activity.submit',
        personId: station.personId,
        role: 'station_manager',
        object: { kind: 'activity', id },
        changes: { title: [null, '社区送餐'], riskNote: [null, /防滑/] },
        address: '127.0.0.1',
        device: '窗口一体机 1.0',
        requestId: made.headers['request-id'] ?? /^[0-9a-f-]{36}$/,
      },
    ]);
    t.equal(log.length, 2, 'what was refused has changed nothing and is not there');
    t.ok(log[0].at >= log[1].at, 'newest first');

    const signUp = await wang.call('POST', `/v1/activities/${id}/sign-ups`, {});
    await station.call('POST', `/v1/activities/${id}/admissions`, { signUpIds: [signUp.body.id] });
    t.match(await comeOrGo(station, wang, id, 'check_in'), { status: 201 });
    t.match(
      (await entries(`objectId=${signUp.body.id}`)).map(({ action }: { action: string }) => action),
      ['sign_up.check_in', 'sign_up.admit', 'sign_up.make'],
    );
    t.match(await entries(`personId=${wang.personId}&limit=1`), [{ action: 'sign_up.check_in' }]);
  },
);

t.test(
  'of several roles the log names the one that let the person act, and for where',
  async (t) => {
    const { town, security, entries } = await auditedTown(t);
    const street = await town.signIn(phones.streetOffice);
    const district = await town.signIn('13806000001');
    const [station] = town.plan.stations;
    const both = '13971000025';
    // The older role comes first in the token, and lets nobody decide here.
    const give = (by: typeof street, role: string, scope: string) =>
      by.call('POST', '/v1/role-grants', { role, scope, phone: both });
    t.equal((await give(district, 'residents_committee', '120101004003')).status, 201);
    t.equal((await give(street, 'liaison_officer', station!.region)).status, 201);
    const clerk = await town.signIn(phones.station(1));
    const { id } = (await clerk.call('POST', '/v1/activities', draft(await town.now()))).body;
    const two = await town.signIn(both);
    const approval = { decision: 'approve' };
    const approved = await two.call('POST', `/v1/activities/${id}/approvals`, approval);
    t.equal(approved.status, 201);
    t.match(await entries(`objectId=${id}`), [
      { action: 'activity.approve', role: 'liaison_officer', scope: station!.region },
      { action: 'activity.submit', role: 'station_manager', scope: station!.id },
    ]);
    t.match(await entries(`personId=${security.personId}&action=role_grant.make`), [
      { role: 'security_administrator', scope: '120000' },
    ]);
    const wang = await town.signIn(phones.volunteer(1));
    await wang.call('POST', `/v1/activities/${id}/sign-ups`, {});
    t.match(await entries(`personId=${wang.personId}&action=sign_up.make`), [
      { role: 'volunteer', scope: null },
    ]);
  },
);

t.test('giving a role and taking it back are told by the grant', async (t) => {
  const { security, reader, entries, grantId } = await auditedTown(t);
  t.match(await entries(`objectId=${grantId}`), [
    {
      action: 'role_grant.make',
      personId: security.personId,
      role: 'security_administrator',
      changes: {
        person: [null, reader.personId],
        role: [null, 'audit_administrator'],
        scope: [null, '120000'],
      },
    },
  ]);
  t.match(await security.call('DELETE', `/v1/role-grants/${grantId}`), { status: 200 });
  const [taken] = await entries(`objectId=${grantId}`);
  t.match(taken, { action: 'role_grant.revoke', personId: security.personId });
  t.same(Object.keys(taken.changes), ['validTo'], 'only what changed');
});

t.test('who signs in, fails to, and signs out is there, with the phone masked', async (t) => {
  const { town, entries } = await auditedTown(t);
  const li = await town.signIn(phones.volunteer(2));
  const [opened] = await entries(`personId=${li.personId}`);
  t.match(opened, {
    action: 'session.open',
    object: { kind: 'session' },
    changes: { phone: [null, '138****0002'] },
  });
  await li.call('DELETE', '/v1/sessions/current');
  t.match(await entries(`objectId=${opened.object.id}&limit=1`), [{ action: 'session.end' }]);

  const stranger = town.stranger();
  const phone = phones.volunteer(3);
  await stranger.call('POST', '/v1/sign-in-codes', { phone });
  await stranger.call('POST', '/v1/sessions', { phone, code: '000000' });
  t.match(await entries('objectKind=phone&limit=2'), [
    { action: 'session.refuse', personId: null, changes: { phone: [null, '138****0003'] } },
    { action: 'sign_in_code.send', personId: null },
  ]);
});

t.test('phones and id numbers that somebody wrote into a text are masked', async (t) => {
  const { town, entries } = await auditedTown(t);
  const station = await town.signIn(phones.station(1));
  const content = '联系张三 13912345678，证件 120101199003071235。';
  const made = await station.call('POST', '/v1/activities', draft(await town.now(), { content }));
  t.match(await entries(`objectId=${made.body.id}`), [
    { changes: { content: [null, '联系张三 139****5678，证件 1201**********1235。'] } },
  ]);
});

t.test('pages go on where the last one ended, and a span of time is held to', async (t) => {
  const { entries, reader } = await auditedTown(t);
  const all = await entries('limit=100');
  t.ok(all.length > 3);
  const seen: string[] = [];
  let cursor = '';
  do {
    const query = `limit=2${cursor && `&cursor=${cursor}`}`;
    const { body } = await reader.call('GET', `/v1/audit-entries?${query}`);
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor ?? '';
  } while (cursor);
  t.same(
    seen,
    all.map(({ id }: { id: string }) => id),
  );
  const [newest] = all;
  t.same(await entries(`from=${newest.at}&to=${newest.at}`), []);
  t.match(await reader.call('GET', '/v1/audit-entries?from=2026-13-01'), { status: 400 });
  t.same(await entries(`objectId=${randomUUID()}`), []);
  const made = await entries('action=role_grant.make');
  t.ok(made.length > 0);
  t.ok(made.every(({ action }: { action: string }) => action === 'role_grant.make'));
  t.match(made[0].person, /^138\*{4}\d{4}$/, 'staff by phone, masked');
  const { items } = (await reader.call('GET', '/v1/audit-actions')).body;
  t.match(items, [{ action: 'person.add', words: { 'zh-CN': '登记手机号', en: String } }]);
});

t.test(
  'an auditor finds things in the log by what people know of them, and reads their names',
  async (t) => {
    const { town, reader, security, entries } = await auditedTown(t);
    const street = await town.signIn(phones.streetOffice);
    const wang = await town.signIn(phones.volunteer(1));
    const { number } = (await wang.call('GET', '/v1/volunteers/me')).body;
    const form = {
      kind: 'unit_team',
      type: 'mutual_aid',
      name: '互助一队',
      region: '120101004002',
    };
    const made = await street.call('POST', '/v1/organisations', {
      ...{ ...form, leaderPhone: '13971000001' },
    });
    const find = async (text: string) =>
      (await reader.call('POST', '/v1/audit-references', { text })).body.items;
    const person = [{ id: wang.personId, kind: 'person', name: new RegExp(`\\*+ ${number}$`) }];
    t.match(await find(number), person);
    t.match(await find('138 0100 0001'), person, 'the phone, however it is written');
    t.match(await find('互助一队'), [{ id: made.body.id, kind: 'organisation', name: '互助一队' }]);
    t.same(await find('互助'), [], 'whole names only');
    const [entry] = await entries(`objectId=${made.body.id}`);
    t.match(entry, { scope: '120101004', names: { '120101004': '新兴街道' } });
    t.equal(entry.names[made.body.id], '互助一队');
    await street.call('PUT', `/v1/volunteers/${wang.personId}/protection`);
    t.match(
      await find(number),
      [{ id: wang.personId, name: null }],
      'who is protected is not named',
    );
    const grant = { role: 'auditor', scope: '120101', phone: '13971000041' };
    await security.call('POST', '/v1/role-grants', grant);
    const other = await town.signIn('13971000041');
    const { may } = (await other.call('GET', '/v1/me')).body;
    t.notOk(may.includes('audit_entry.read'), 'who audits a district is not offered the log');
    t.match(await other.call('POST', '/v1/audit-references', { text: number }), { status: 403 });
  },
);

t.test(
  'an auditor has the log checked, and the next one sees when it was last found whole',
  async (t) => {
    const { town, reader } = await auditedTown(t);
    const { ownerDb } = town.database;
    const path = '/v1/audit-verifications';
    t.same((await reader.call('GET', path)).body, { items: [] });
    await writeCheckpoints(town.deps);
    const whole = await reader.call('POST', path);
    t.match(whole, { status: 201, body: { checkpoint: 1, broken: null } });
    const counted = await ownerDb.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM audit.entry`,
    );
    t.equal(whole.body.entries, counted[0]!.n - 1, 'all but the entry about it');
    t.same((await reader.call('GET', path)).body.items, [whole.body]);

    const tampers = [
      [sql`UPDATE audit.entry SET object_id = 'z' WHERE lane = 0 AND number = 2`, '0-2'],
      [sql`DELETE FROM audit.entry WHERE lane = 0 AND number = 2`, '0-3'],
      [sql`UPDATE audit.lane SET number = number + 1 WHERE lane = 0`, /^0-/],
      [sql`UPDATE audit.checkpoint SET numbers[1] = 1`, /signature/],
      [sql`DELETE FROM audit.checkpoint`, /checkpoint 1.*not so in the database/],
    ] as const;
    const tables = ['entry', 'checkpoint', 'lane'];
    for (const table of tables) {
      await ownerDb.execute(sql.raw(`CREATE TABLE audit.${table}_copy AS TABLE audit.${table}`));
      await ownerDb.execute(sql.raw(`ALTER TABLE audit.${table} DISABLE TRIGGER USER`));
    }
    for (const [tamper, found] of tampers) {
      await ownerDb.execute(tamper);
      const { body } = await reader.call('POST', path);
      t.match(body.broken, found);
      t.match((await reader.call('GET', path)).body.items[0], { broken: found });
      for (const table of tables) {
        await ownerDb.execute(sql.raw(`DELETE FROM audit.${table}`));
        await ownerDb.execute(sql.raw(`INSERT INTO audit.${table} TABLE audit.${table}_copy`));
      }
    }
    for (const table of tables) await ownerDb.execute(sql.raw(`DROP TABLE audit.${table}_copy`));
  },
);
