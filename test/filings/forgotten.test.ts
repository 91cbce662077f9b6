import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { forgetFilingPeople } from '../../src/filings/index.ts';
import { plusSeconds } from '../../src/kit/clock.ts';
import { violatedConstraint } from '../../src/kit/db.ts';
import { retentionJob } from '../../src/protection/jobs.ts';
import { desks } from '../registration/desks.ts';
import { apply, decide, filedBody, filingBody, first } from './forms.ts';

const daySeconds = 86_400;
const phoneOf = (n: number) => `1397100000${n}`;

/** A filed body that somebody has left, and three applications of which nothing came. */
async function leftovers(t: Test) {
  const body = await filedBody(t, { worker: false });
  const { town, applicant, committee, street, head, id } = body;
  const { body: rejected } = await apply(applicant, { name: '第一互助队' });
  await first(committee, rejected.id);
  await decide(street, rejected.id, { decision: 'reject', reason: '与业委会重复' });
  const { body: withdrawn } = await apply(applicant, { name: '第二互助队' });
  await applicant.call('POST', `/v1/filings/${withdrawn.id}/withdrawals`, {});
  const { body: open } = await apply(applicant, { name: '第三互助队' });
  const { body: roster } = await head.call('GET', `/v1/organisations/${id}/members`);
  await head.call('DELETE', `/v1/members/${roster.items[1].id}`);
  const sealed = async () =>
    town.database.ownerDb.execute<{ filings: string; members: string; phones: string }>(sql`
      SELECT (SELECT count(*) FROM filings.filing WHERE people_sealed IS NULL) AS filings,
        (SELECT count(*) FROM organisations.member WHERE person_sealed IS NULL) AS members,
        (SELECT count(*) FROM organisations.member WHERE phone_index IS NULL) AS phones`);
  return { ...body, rejected, withdrawn, open, sealed };
}

t.test('whoever applied reads the people plainly while something can come of it', async (t) => {
  const { applicant, rejected, withdrawn, open } = await leftovers(t);
  const leader = async (id: string) =>
    (await applicant.call('GET', `/v1/filings/${id}`)).body.people.leader.phone;
  t.equal(await leader(open.id), phoneOf(0));
  t.equal(await leader(rejected.id), '139****0000');
  t.equal(await leader(withdrawn.id), '139****0000');
});

t.test(
  'who came to nothing and who has left are forgotten after ninety days, and no sooner',
  async (t) => {
    const { town, rejected, withdrawn, open, sealed } = await leftovers(t);
    const sweep = () => retentionJob.run(town.deps, {});
    await sweep();
    t.same(await sealed(), [{ filings: '0', members: '0', phones: '0' }], 'not yet');
    await town.moveTo(plusSeconds(await town.now(), 90 * daySeconds + 60));
    await sweep();
    t.same(await sealed(), [{ filings: '2', members: '1', phones: '1' }]);
    const committee = await town.signIn(desks.committee);
    for (const { id } of [rejected, withdrawn]) {
      const { status, body } = await committee.call('GET', `/v1/filings/${id}`);
      t.equal(status, 200);
      t.match(body, { people: null, initiators: 3, members: 10 });
      const why = { reason: '核对发起人' };
      const seen = await committee.call('POST', `/v1/filings/${id}/disclosures`, why);
      t.match(seen, { status: 409, body: { code: 'filing_people_removed' } });
    }
    const { body } = await committee.call('GET', `/v1/filings/${open.id}`);
    t.equal(body.people.members.length, 10, 'what is open has its people');
    await sweep();
    t.same(await sealed(), [{ filings: '2', members: '1', phones: '1' }], 'again changes nothing');
  },
);

t.test('who was forgotten is put back by no list, and finds no roster', async (t) => {
  const { town, id, sealed } = await leftovers(t);
  const head = await town.signIn('13971000000').catch(() => undefined);
  t.equal(head, undefined, 'one code a minute');
  await town.moveTo(plusSeconds(await town.now(), 120));
  const again = await town.signIn('13971000000');
  const change = await again.call('POST', `/v1/organisations/${id}/changes`, filingBody());
  t.equal(change.status, 201);
  const [, gone] = (await again.call('GET', `/v1/organisations/${id}/members`)).body.items;
  await again.call('DELETE', `/v1/members/${gone.id}`);
  await forgetFilingPeople(town.deps, town.deps.book, 0);
  t.match(await sealed(), [{ members: '2' }]);
  await first(await town.signIn(desks.committee), change.body.id);
  t.equal((await decide(await town.signIn(desks.street), change.body.id)).status, 201);
  const roster = await again.call('GET', `/v1/organisations/${id}/members`);
  t.equal(roster.body.items.length, 9, 'who left after it was written stays away');
  const former = await town.signIn('13971000002');
  t.same((await former.call('GET', '/v1/me/memberships')).body.items, []);
  t.same((await former.call('GET', '/v1/me/data')).body.memberships, []);
});

t.test('the database keeps whoever still counts', async (t) => {
  const { town } = await leftovers(t);
  const forget = (statement: string) =>
    town.database.ownerDb.execute(sql.raw(statement)).then(() => 'done', violatedConstraint);
  t.equal(await forget('UPDATE filings.filing SET people_sealed = NULL'), 'filing_people');
  t.equal(await forget('UPDATE organisations.member SET person_sealed = NULL'), 'member_person');
});
