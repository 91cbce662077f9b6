import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
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
