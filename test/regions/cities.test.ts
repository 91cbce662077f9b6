import { execFile } from 'node:child_process';
import t from 'tap';
import { demoLoginsOf, planTown } from '../../src/demo/index.ts';
import { settleTown } from '../../src/demo/people.ts';
import { rollUp } from '../../src/ledger/index.ts';
import { readDivisions } from '../../src/regions/index.ts';
import { rulesInForce } from '../../src/rules/index.ts';
import { type TestCity, testCity } from '../support/city.ts';
import { setRules } from '../support/staff.ts';
import { registration } from '../support/steps.ts';
import type { Client } from '../support/town.ts';

interface Run {
  code: number;
  output: string;
}

/** The command as an operator types it. */
function command(city: TestCity, ...args: string[]): Promise<Run> {
  return new Promise((done) => {
    const env = { ...process.env, ...city.environment };
    const program = ['--import=tsx', 'src/main.ts', ...args];
    execFile(process.execPath, program, { env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

const security = '13912340001';
const bureau = '13912340002';
const office = '13912340003';
const committee = '13912340004';

/** The first officer comes from the console, all others from those above them. Answers the city's bureau. */
async function appointOfficers(city: TestCity, street: string): Promise<Client> {
  const { book } = city.deps;
  const made = await command(city, 'officers', 'first', '--name', '李明', '--phone', security);
  if (made.code !== 0) throw new Error(made.output);
  const give = async (by: string, phone: string, role: string, scope: string) => {
    const giver = await city.signInOfficer(by);
    const given = await giver.call('POST', '/v1/role-grants', { phone, role, scope });
    if (given.status !== 201) throw new Error(JSON.stringify(given.body));
    return giver;
  };
  await give(security, bureau, 'city_civil_affairs', String(book));
  return give(bureau, office, 'street_office', street);
}

/** A city of each kind: its streets lie in it, it stands below the province, it has the code of a province. */
const cities = [
  { book: 441900, name: '东莞市', community: '441900003001', steps: 3 },
  { book: 429004, name: '仙桃市', community: '429004001001', steps: 3 },
  { book: 500000, name: '重庆市', community: '500101001001', steps: 2 },
];

for (const { book, name, community, steps } of cities) {
  t.test(
    `${name} is a book: somebody registers there and the street reviews`,
    { timeout: 180_000 },
    async (t) => {
      const city = await testCity(t, book);
      const street = community.slice(0, 9);
      const loaded = await command(city, 'regions', 'load');
      t.match(loaded, { code: 0, output: /新增 \/ added: [1-9]/ });
      const town = await city.stranger().call('GET', '/v1/town');
      t.match(town.body, { book, name, demo: false });
      t.equal((await rulesInForce(city.deps.db, book, String(book), await city.now())).version, 1);
      const below = (parent: string) => city.stranger().call('GET', `/v1/regions?parent=${parent}`);
      const top = (await below(String(book))).body.items;
      t.equal(top[0].level, book === 500000 ? 'district' : 'street');
      t.ok(
        (await below(street)).body.items.some(({ code }: { code: string }) => code === community),
      );

      await setRules(city, { 'volunteer.approval_steps': steps });
      const chief = await appointOfficers(city, street);
      const desk = await city.signInOfficer(office);
      const grant = { phone: committee, role: 'residents_committee', scope: community };
      t.equal((await desk.call('POST', '/v1/role-grants', grant)).status, 201);
      const first = await city.signInOfficer(committee);
      const citizen = await city.signIn('13912340009');
      const sent = registration({ residenceRegion: community });
      const registered = await citizen.call('POST', '/v1/volunteers', sent);
      // Where there are no districts, two desks approve at most.
      t.match(registered, { status: 201, body: { state: 'submitted', stepsNeeded: 2 } });
      t.ok(registered.body.number.startsWith(`V${community.slice(0, 6)}`));
      const list = await desk.call('GET', '/v1/volunteers?state=submitted');
      t.match(list.body.items, [{ id: registered.body.id, residenceRegion: community }]);
      const path = `/v1/volunteers/${registered.body.id}/decisions`;
      t.equal((await first.call('POST', path, { decision: 'approve' })).status, 201);
      const reviewed = await desk.call('POST', path, { decision: 'approve' });
      t.match(reviewed, { status: 201, body: { state: 'active' } });
      const { body: coverage } = await chief.call('GET', '/v1/liaison-coverage?limit=1');
      t.same(
        coverage.parts.map(({ region }: { region: string }) => region),
        top.map(({ code }: { code: string }) => code),
        'the coverage of what lies directly below the city',
      );
      t.equal(
        coverage.parts.reduce(
          (sum: number, part: { communities: number }) => sum + part.communities,
          0,
        ),
        coverage.communities,
      );
      const total = await rollUp(city.deps.db, book, String(book));
      t.ok(total.some(({ kind, accounts }) => kind === 'points_main' && accounts === 1));
    },
  );
}

t.test('a city without districts has no bureau of one, in the demonstration neither', async (t) => {
  const city = await testCity(t, 441900);
  const { deps } = city;
  const divisions = await readDivisions('441900');
  const plan = planTown(441900, divisions, { volunteers: 4, days: 0 });
  await settleTown(deps, divisions, plan, await city.now());
  const role = 'district_civil_affairs';
  t.notOk((await demoLoginsOf(deps)).some((login) => login.role === role));
  const chief = await city.signIn('13807000001');
  const grant = { phone: bureau, role, scope: '441900' };
  t.match(await chief.call('POST', '/v1/role-grants', grant), {
    ...{ status: 422, body: { code: 'scope_unknown', errors: [{ pointer: '/scope' }] } },
  });
  await t.rejects(
    city.database.ownerDb.execute(
      `INSERT INTO access.role_grant (book, id, person_id, role, scope, scope_name, region, valid_from)
       SELECT book, gen_random_uuid(), id, '${role}', '441900', '', '441900', now() FROM people.person LIMIT 1`,
    ),
    { cause: { constraint: 'role_grant_scope' } },
  );
});

t.test(
  'the commands say what they did, and what they do not do',
  { timeout: 180_000 },
  async (t) => {
    const city = await testCity(t, 460400);
    t.match(await command(city, 'officers', 'first', '--name', '李明', '--phone', security), {
      ...{ code: 1, output: /divisions of this city have not been loaded/ },
    });
    t.match(await command(city, 'regions', 'load'), { code: 0, output: /added: 1 / });
    t.match(await command(city, 'regions', 'load'), { code: 0, output: /added: 0 .* 0 .* 0 / });
    t.match(await command(city, 'regions', 'end', '460400100', '--on', '2026-02-30'), {
      ...{ code: 1, output: /--on 2026-02-30 is no day/ },
    });
    const end = ['regions', 'end', '460400101', '--on', '2026-01-01', '--successor', '460400100'];
    t.match(await command(city, ...end), { code: 0, output: /ended: \d+\n460400101\n4604001010/ });
    t.match(await command(city, ...end), {
      code: 1,
      output: /was dissolved on 2026-01-01/,
    });
    const reloaded = await command(city, 'regions', 'load');
    t.match(reloaded, { code: 0, output: /ended here, left so\t460400101\t/ });
    t.match(await command(city, 'regions', 'resume', '460400101'), { code: 0 });
    for (const args of [['regions'], ['regions', 'end', '460400101'], ['officers', 'second']])
      t.match(await command(city, ...args), { code: 1, output: /npm start -- / }, args.join(' '));
  },
);
