import t from 'tap';
import { plusSeconds } from '../../src/kit/clock.ts';
import { desks } from '../registration/desks.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';

const street = '120101004';
const ask = async (by: Client, query = '') =>
  (await by.call('GET', `/v1/liaison-coverage?${query}`)).body;
const appoint = (by: Client, scope: string, n: number, rest: Record<string, unknown> = {}) =>
  by.call('POST', '/v1/role-grants', {
    ...{ role: 'liaison_officer', scope, phone: `1397400000${n}` },
    ...rest,
  });

async function communitiesOf(town: TestTown): Promise<string[]> {
  const { body } = await town.stranger().call('GET', `/v1/regions?parent=${street}`);
  return body.items.map(({ code }: { code: string }) => code);
}

t.test('a street sees which communities have a liaison officer, and until when', async (t) => {
  const town = await testTown(t, { worker: false });
  const office = await town.signIn(desks.street);
  const all = await communitiesOf(town);
  const [first, second, third] = all as [string, string, string];
  const none = await ask(office, 'limit=100');
  t.match(none, { communities: all.length, covered: 0, missing: all.length, nextCursor: null });
  t.same(
    none.items.map(({ region }: { region: string }) => region),
    [...all].sort(),
  );
  const now = await town.now();
  const validTo = plusSeconds(now, 90 * 86_400).toISOString();
  const { body: given } = await appoint(office, first, 1, { validTo });
  await appoint(office, first, 2);
  await appoint(office, second, 3, { validFrom: plusSeconds(now, 86_400).toISOString() });
  const { body: taken } = await appoint(office, third, 4);
  await office.call('DELETE', `/v1/role-grants/${taken.id}`);

  const some = await ask(office, 'limit=1');
  t.match(some, { communities: all.length, covered: 1, missing: all.length - 1 });
  t.match(some.items, [{ region: first, officers: [{ phone: '139****0001' }, {}] }]);
  t.equal(some.items[0].officers[0].to, given.validTo, 'its term');
  t.equal(some.items[0].officers[1].to, null);
  const missing = await ask(office, 'limit=100&missing=true');
  const listed = missing.items.map(({ region }: { region: string }) => region);
  t.same(listed, all.filter((code) => code !== first).sort(), 'one to come is none today');
  await town.moveTo(plusSeconds(now, 91 * 86_400));
  const again = await town.signIn(desks.street);
  t.match(await ask(again, `region=${second}`), { communities: 1, covered: 1 }, 'it has begun');
  const { items } = await ask(again, `region=${first}`);
  t.equal(items[0].officers.length, 1, 'and the other has ended');
});

t.test('pages go through all communities once', async (t) => {
  const town = await testTown(t, { worker: false });
  const office = await town.signIn(desks.street);
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = await ask(office, `limit=3${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.items.map(({ region }: { region: string }) => region));
    cursor = page.nextCursor ?? '';
  } while (cursor);
  t.same(seen, (await communitiesOf(town)).sort());
  const { nextCursor } = await ask(office, 'limit=1');
  t.equal((await ask(office, `missing=true&cursor=${nextCursor}`)).code, 'bad_cursor');
});

t.test('each level counts what lies below it, and nobody looks beyond their area', async (t) => {
  const town = await testTown(t, { worker: false });
  const office = await town.signIn(desks.street);
  const [first] = await communitiesOf(town);
  await appoint(office, first!, 1);
  const parts = (report: { parts: { region: string; covered: number; communities: number }[] }) =>
    report.parts.map(({ region }) => region);
  const own = await ask(office);
  t.same(own.parts, [], 'a street has no parts but the communities themselves');
  const district = await ask(await town.signIn(desks.district));
  t.equal(district.covered, 1);
  t.ok(parts(district).includes(street));
  t.match(
    district.parts.find(({ region }: { region: string }) => region === street),
    { covered: 1, communities: own.communities, regionName: /./ },
  );
  const bureau = await town.signIn('13807000001');
  const city = await ask(bureau);
  t.equal(parts(city).length, 16, 'the districts of the city');
  t.ok(city.communities > district.communities);
  t.equal(
    city.parts.reduce((sum: number, each: { communities: number }) => sum + each.communities, 0),
    city.communities,
  );
  t.match(await ask(bureau, 'region=120101'), { communities: district.communities });
  const beyond = await office.call('GET', '/v1/liaison-coverage?region=120101');
  t.match(beyond, { status: 403, body: { code: 'not_allowed' } });
  const unknown = await office.call('GET', '/v1/liaison-coverage?region=120101999');
  t.match(unknown, { status: 422, body: { code: 'coverage_region_unknown' } });
});
