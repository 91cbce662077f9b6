import { sql } from 'drizzle-orm';
import t from 'tap';
import { violatedConstraint } from '../../src/kit/db.ts';
import { community, desks } from '../registration/desks.ts';
import { type Client, testTown } from '../support/town.ts';
import {
  apply,
  decide,
  filedBody,
  fileOrganisation,
  filingBody,
  first,
  later,
  leaderPhone,
  report,
} from './forms.ts';

/** What a change says, and nobody of the people. */
const texts = (rest: Record<string, unknown> = {}) => {
  const { leader: _l, initiators: _i, members: _m, ...said } = filingBody();
  return { ...said, ...rest };
};
const change = (by: Client, id: string, rest: Record<string, unknown> = {}) =>
  by.call('POST', `/v1/organisations/${id}/changes`, texts(rest));
const standing = (by: Client, id: string) => by.call('GET', `/v1/organisations/${id}/filing`);
const read = async (by: Client, id: string) => (await by.call('GET', `/v1/filings/${id}`)).body;
const rosterOf = async (by: Client, id: string): Promise<{ id: string; name: string }[]> =>
  (await by.call('GET', `/v1/organisations/${id}/members`)).body.items;
const withdraw = (by: Client, id: string) => by.call('POST', `/v1/filings/${id}/withdrawals`, {});

t.test(
  'a change leaves the roster as its head keeps it, and everybody who is left out',
  async (t) => {
    const body = await filedBody(t, { worker: false });
    const { town, id, head, committee, street } = body;
    const [, gone] = await rosterOf(head, id);
    await head.call('DELETE', `/v1/members/${gone!.id}`);
    const leaver = await town.signIn('13971000005');
    const own = (await leaver.call('GET', '/v1/me/memberships')).body.items[0];
    await leaver.call('DELETE', `/v1/me/memberships/${own.id}`);
    await head.call('POST', `/v1/organisations/${id}/members`, { name: '周新来' });
    const before = await rosterOf(head, id);

    const party = { name: '党一', phone: '13971000088' };
    const asked = await change(head, id, { venue: '新活动室', partyContact: party });
    t.match(asked, { status: 201, body: { rosterKept: true, members: 9 } });
    t.match(asked.body.people.leader, { phone: leaderPhone }, 'the leader stays');
    t.match(asked.body.people.members[0], { name: '陈**' }, 'the roster, masked also for its head');
    t.equal(asked.body.people.initiators.length, 3);
    await first(committee, asked.body.id, { decision: 'return', opinion: '请写明门牌号' });
    const path = `/v1/filings/${asked.body.id}`;
    const mended = await head.call('PUT', path, texts({ venue: '新活动室 1 号' }));
    t.match(mended, {
      status: 200,
      body: { rosterKept: true, version: 2, venue: '新活动室 1 号' },
    });
    t.match(mended.body.people, { partyContact: party }, 'mending keeps whom it does not name');
    await first(committee, asked.body.id, report, 2);
    t.equal((await decide(street, asked.body.id, { decision: 'file' }, 2)).status, 201);
    t.same(await rosterOf(head, id), before, 'nobody was put back, nobody put out');

    const none = await change(head, id, { partyContact: null });
    t.equal(none.body.people.partyContact, null, 'and null says that there is none any more');
  },
);

t.test(
  'whoever heads the body sees what is filed and what is under way, and nobody’s phone',
  async (t) => {
    const { town, id, head, applicant, committee, street } = await filedBody(t, { worker: false });
    t.not(applicant.personId, head.personId, 'somebody else has handed it in');
    const { status, body } = await standing(head, id);
    t.equal(status, 200);
    t.match(body, { filed: { name: '新兴街道夕阳红互助队', venue: '社区活动室' }, change: null });
    t.match(body.filed.people.leader, { name: '陈**', phone: '139****0000' });
    t.equal(body.filed.people.partyContact, null);
    t.equal((await standing(committee, id)).status, 200, 'and who oversees it');
    const other = await standing(applicant, id);
    t.match(other, { status: 403 }, 'not who once handed it in');
    const entered = await street.call('POST', '/v1/organisations', {
      ...{ kind: 'unit_team', type: 'charity', name: '单位队', region: community, leaderPhone },
    });
    const never = await standing(street, entered.body.id);
    t.match(never, { status: 404, body: { code: 'filing_unknown' } });

    const { body: asked } = await change(head, id, { venue: '新活动室' });
    t.match((await standing(head, id)).body, {
      change: { id: asked.id, state: 'community_review' },
    });
    const byBody = await street.call('GET', `/v1/filings?view=area&organisationId=${id}`);
    t.equal(byBody.body.items.length, 2, 'the desk finds all that was handed in of the body');
    const named = async (name: string) =>
      (await street.call('GET', `/v1/filings?view=area&name=${encodeURIComponent(name)}`)).body
        .items;
    t.equal((await named('新兴街道 夕阳')).length, 2, 'and by how the name begins');
    t.same(await named('夕阳红'), []);

    const successor = '13971000001';
    const leader = { name: '陈1号', phone: successor };
    await withdraw(head, asked.id);
    const { body: handed } = await change(head, id, { leader });
    await first(committee, handed.id);
    await decide(street, handed.id);
    await later(town);
    const former = await town.signIn(leaderPhone);
    const next = await town.signIn(successor);
    t.match((await standing(next, id)).body, {
      filed: { people: { leader: { phone: '139****0001' } } },
    });
    const mine = await next.call('GET', '/v1/filings?view=area');
    t.equal(mine.body.items.length, 3, 'the new head sees all of the body');
    t.match(await standing(former, id), { status: 403 });
  },
);

t.test('a change of a former head stands in nobody’s way', async (t) => {
  const { town, id, head, committee, street } = await filedBody(t, { worker: false });
  const { body: asked } = await change(head, id);
  const successor = '13971000001';
  const grant = { role: 'organisation_head', scope: id, phone: successor };
  t.equal((await street.call('POST', '/v1/role-grants', grant)).status, 201);
  const next = await town.signIn(successor);
  t.match(await change(next, id), { status: 409, body: { code: 'filing_change_open' } });
  t.ok((await read(next, asked.id)).may.includes('filing.change'));
  t.match(await withdraw(committee, asked.id), { status: 404 }, 'not the desk');
  t.match(await withdraw(next, asked.id), { status: 201, body: { state: 'withdrawn' } });
  t.equal((await change(next, id)).status, 201);
});

t.test('a change ends with its body, and is reviewed only while the body acts', async (t) => {
  const { town, id, head, applicant, committee, street } = await filedBody(t, { worker: false });
  const rule = (of: string, body: Record<string, unknown>) =>
    street.call('POST', `/v1/organisations/${of}/decisions`, body);
  const { body: asked } = await change(head, id);
  await rule(id, { decision: 'suspend', reason: '整改' });
  const late = await first(committee, asked.id);
  t.match(late, { status: 409, body: { code: 'filing_not_filed' } });
  const back = await first(committee, asked.id, { decision: 'return', opinion: '组织已暂停' });
  t.equal(back.status, 201, 'it may be sent back');
  const mended = await head.call('PUT', `/v1/filings/${asked.id}`, texts());
  t.match(mended, { status: 409, body: { code: 'filing_not_filed' } });
  await rule(id, { decision: 'resume' });
  t.equal((await head.call('PUT', `/v1/filings/${asked.id}`, texts())).status, 200);
  await first(committee, asked.id, report, 2);
  await rule(id, { decision: 'suspend', reason: '整改' });
  const filing = await decide(street, asked.id, { decision: 'file' }, 2);
  t.match(filing, { status: 409, body: { code: 'filing_not_filed' } });
  await rule(id, { decision: 'resume' });
  await rule(id, { decision: 'upgrade', creditCode: '52120101MJ0B123452' });
  t.match(await read(street, asked.id), { state: 'withdrawn', dueOn: null });

  const hands = { applicant, committee, street };
  const leaders: Record<string, Client> = {};
  const ends = [
    (of: string) =>
      rule(of, { decision: 'revoke', reason: '违法', documentNumber: '津和取〔2026〕1号' }),
    (of: string) =>
      leaders[of]!.call('POST', `/v1/organisations/${of}/cancellations`, { reason: '人员减少' }),
  ];
  for (const [n, end] of ends.entries()) {
    const leader = { name: '孙头', phone: `1397100070${n}` };
    const next = await fileOrganisation(hands, { name: `第${n}互助队`, leader });
    const heading = await town.signIn(leader.phone);
    leaders[next] = heading;
    const { body } = await change(heading, next, { name: `第${n}互助队` });
    t.equal((await end(next)).status, 201);
    t.match(await read(street, body.id), { state: 'withdrawn' });
  }
  const lapsed = await town.database.ownerDb.execute(
    sql`SELECT person_id FROM audit.entry WHERE action = 'filing.lapse'`,
  );
  t.equal(lapsed.length, 3, 'each in the log, with who ended the body');
});

t.test('who ends a body and who files its change do not both succeed', async (t) => {
  const { id, head, committee, street, town } = await filedBody(t, { worker: false });
  const { body: asked } = await change(head, id);
  await first(committee, asked.id);
  const other = await town.signIn(desks.district);
  const grant = { role: 'street_office', scope: community.slice(0, 9), phone: '13912345697' };
  await other.call('POST', '/v1/role-grants', grant);
  const colleague = await town.signIn('13912345697');
  const revoke = { decision: 'revoke', reason: '违法', documentNumber: '津和取〔2026〕1号' };
  const both = await Promise.all([
    decide(street, asked.id),
    colleague.call('POST', `/v1/organisations/${id}/decisions`, revoke),
  ]);
  t.equal(both[1].status, 201);
  const { state } = await read(street, asked.id);
  t.equal(state, both[0].status === 201 ? 'filed' : 'withdrawn');
});

t.test('what was sent back and is never mended may be rejected, and frees its name', async (t) => {
  const { town, applicant, committee, street } = await filedBody(t, { worker: false });
  const { body: asked } = await apply(applicant, { name: '晚霞互助队' });
  await first(committee, asked.id, { decision: 'return', opinion: '章程不全' });
  const other = await town.signIn('13970000002');
  const taken = await apply(other, { name: '晚霞互助队' });
  t.match(taken, { status: 409, body: { code: 'filing_name_taken' } });
  const filing = await decide(street, asked.id);
  t.match(filing, { status: 409, body: { code: 'filing_state_wrong' } }, 'only rejected');
  const no = { decision: 'reject', reason: '逾期未补正' };
  t.match(await decide(street, asked.id, no), { status: 201, body: { state: 'rejected' } });
  const { status, body: second } = await apply(other, { name: '晚霞互助队' });
  t.equal(status, 201);

  t.equal((await other.call('DELETE', '/v1/me')).status, 204, 'whoever leaves for good');
  t.match(await read(street, second.id), { state: 'withdrawn' }, 'leaves no application behind');
  t.equal((await apply(applicant, { name: '晚霞互助队' })).status, 201);
});

t.test('nobody holds more than three names at a time, also not at once', async (t) => {
  const town = await testTown(t, { worker: false });
  const applicant = await town.signIn('13970000001');
  for (const name of ['第一互助队', '第二互助队']) await apply(applicant, { name });
  const both = await Promise.all(
    ['第三互助队', '第四互助队'].map((name) => apply(applicant, { name })),
  );
  t.same(both.map(({ status }) => status).sort(), [201, 409]);
  t.match(both.find(({ status }) => status === 409)!.body, { code: 'filing_open_many' });
  const { body } = await applicant.call('GET', '/v1/filings');
  await withdraw(applicant, body.items[0].id);
  t.equal((await apply(applicant, { name: '第五互助队' })).status, 201);
});

t.test('the candidate list ends with the body, and says since when', async (t) => {
  const { town, id, head, street } = await filedBody(t, { worker: false });
  const rule = (body: Record<string, unknown>) =>
    street.call('POST', `/v1/organisations/${id}/decisions`, body);
  const list = (reasons: string[]) => rule({ decision: 'list_candidate', reasons });
  const listed = async (by: Client, candidate: boolean) =>
    (await by.call('GET', `/v1/organisations?candidate=${candidate}`)).body.items.length;
  t.equal(await listed(street, false), 1);
  const { body: one } = await list(['large']);
  const { body: two } = await list(['large', 'effective']);
  t.equal(two.candidate.since, one.candidate.since, 'a second reason does not begin it anew');
  t.same([await listed(street, true), await listed(street, false)], [1, 0]);
  t.same(
    [await listed(head, false), await listed(town.stranger(), false)],
    [0, 0],
    'not published',
  );
  await head.call('POST', `/v1/organisations/${id}/cancellations`, { reason: '人员减少' });
  t.equal(await listed(street, true), 0);
  const put = town.database.ownerDb.execute(
    sql`UPDATE organisations.organisation SET candidate_reasons = '{large}', candidate_since = now()`,
  );
  t.equal(await put.then(() => 'done', violatedConstraint), 'organisation_candidate');
});
