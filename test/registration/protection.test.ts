import { sql } from 'drizzle-orm';
import t from 'tap';
import { type Client, type TestTown, testTown } from '../support/town.ts';
import { community, desks, newcomer } from './desks.ts';

/** A volunteer of the community whom the committee protects, and those who ask about people. */
async function protectedOne(t: Parameters<typeof testTown>[0]) {
  const town = await testTown(t, { worker: false });
  const committee = await town.signIn(desks.committee);
  const street = await town.signIn(desks.street);
  const district = await town.signIn(desks.district);
  const city = await town.signIn('13807000001');
  const wang = await newcomer(town, '13912347000', { residenceRegion: community });
  await wang.renew();
  const url = `/v1/volunteers/${wang.personId}`;
  t.match(await committee.call('PUT', `${url}/protection`), { status: 204 });
  return { town, committee, street, district, city, wang, url };
}

const lists = async (client: Client, id: string) => {
  const found: boolean[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await client.call('GET', `/v1/volunteers?limit=100${cursor}`);
    found.push(...body.items.map((item: { id: string }) => item.id === id));
    if (!body.nextCursor) return found.includes(true);
    cursor = `&cursor=${body.nextCursor}`;
  }
};

t.test(
  'who is protected is seen by community and street, and does not exist to others',
  async (t) => {
    const { committee, street, district, city, wang, url } = await protectedOne(t);
    for (const who of [committee, street]) {
      t.ok(await lists(who, wang.personId));
      t.match(await who.call('GET', url), { status: 200, body: { protectedSince: String } });
    }
    const asked = { volunteerId: wang.personId, fields: ['phone'], reason: '核实联系方式' };
    for (const who of [district, city]) {
      t.notOk(await lists(who, wang.personId));
      t.match(await who.call('GET', url), { status: 404, body: { code: 'volunteer_unknown' } });
      t.match(await who.call('POST', '/v1/disclosures', asked), { status: 404 });
      // Whoever it is about: their role does not do it.
      t.match(await who.call('DELETE', `${url}/protection`), { status: 403 });
      const decision = { decision: 'suspend', reason: '核实情况' };
      t.match(await who.call('POST', `${url}/decisions`, decision), { status: 404 });
    }
    t.match(await street.call('POST', '/v1/disclosures', asked), { status: 201 });
    t.match((await wang.call('GET', '/v1/volunteers/me')).body.protectedSince, undefined);
    t.match((await wang.call('GET', '/v1/me/data')).body.person, { protectedSince: String });

    t.match(await committee.call('DELETE', `${url}/protection`), { status: 204 });
    t.ok(await lists(district, wang.personId));
    t.match(await district.call('GET', url), { status: 200, body: { protectedSince: null } });
  },
);

t.test(
  'a request to correct who is protected is answered by community and street alone',
  async (t) => {
    const { town, committee, street, wang } = await protectedOne(t);
    const liaison = await liaisonOfficer(town, committee);
    const asked = { field: 'name', wanted: '王方', reason: '写错了' };
    const { id } = (await wang.call('POST', '/v1/corrections', asked)).body;
    const open = async (who: Client) =>
      (await who.call('GET', '/v1/corrections')).body.items.map((item: { id: string }) => item.id);
    t.same(await open(liaison), []);
    t.same([await open(committee), await open(street)], [[id], [id]]);
    const decide = (who: Client) =>
      who.call('POST', `/v1/corrections/${id}/decisions`, { decision: 'accept' });
    t.match(await decide(liaison), { status: 404, body: { code: 'correction_unknown' } });
    t.match(await decide(street), { status: 201 });
  },
);

async function liaisonOfficer(town: TestTown, committee: Client): Promise<Client> {
  const phone = '13912347010';
  const grant = { phone, role: 'liaison_officer', scope: community };
  const given = await committee.call('POST', '/v1/role-grants', grant);
  if (given.status !== 201) throw new Error(JSON.stringify(given.body));
  return town.signIn(phone);
}

t.test('the log does not tell who is protected, and nothing stays when it is lifted', async (t) => {
  const { town, committee, wang, url } = await protectedOne(t);
  t.match(await committee.call('PUT', `${url}/protection`), { status: 204 }, 'again is no harm');
  const rows = () =>
    town.database.ownerDb.execute<{ id: string }>(sql`SELECT id FROM people.protection`);
  const [{ id } = { id: '' }] = await rows();
  t.match(await committee.call('DELETE', `${url}/protection`), { status: 204 });
  t.match(await committee.call('DELETE', `${url}/protection`), { status: 204 }, 'nor this');
  t.same([...(await rows())], []);
  const entries = await town.database.ownerDb.execute(sql`
    SELECT action, person_id, object_id, changes FROM audit.entry WHERE object_kind = 'protection' ORDER BY at, action DESC`);
  const by = { person_id: committee.personId, object_id: id, changes: {} };
  t.same(
    [...entries],
    [
      { action: 'protection.set', ...by },
      { action: 'protection.lift', ...by },
    ],
  );
  t.notMatch(JSON.stringify(entries), wang.personId);
  t.notMatch(JSON.stringify((await wang.call('GET', '/v1/me/data')).body.log), 'protection');
});

t.test('protection stays with the registration that goes on, and ends with leaving', async (t) => {
  const { town, street, wang } = await protectedOne(t);
  const kept = await newcomer(town, '13912347020', {
    ...{ residenceRegion: community, idNumber: '120103194802290039', name: '王建国' },
  });
  const merged = await street.call('POST', '/v1/volunteer-merges', {
    ...{ keptId: kept.personId, duplicateId: wang.personId, reason: '同一人两次登记' },
  });
  t.match(merged, { status: 201 });
  const holders = async () => {
    const rows = await town.database.ownerDb.execute<{ id: string }>(
      sql`SELECT person_id AS id FROM people.protection`,
    );
    return rows.map(({ id }) => id);
  };
  t.same(await holders(), [kept.personId]);
  await kept.renew();
  t.match(await kept.call('DELETE', '/v1/me'), { status: 204 });
  t.same(await holders(), []);
});
