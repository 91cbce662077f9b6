import { sql } from 'drizzle-orm';
import t from 'tap';
import { readFilingName } from '../../src/filings/filing-name.ts';
import { organisationNameKey } from '../../src/organisations/organisation-name.ts';
import { community, desks } from '../registration/desks.ts';
import { type Client, testTown } from '../support/town.ts';
import { apply, decide, fileOrganisation, filingBody, first, report } from './forms.ts';

t.test('a name has neither 中国 nor 全国, unless its own community has', async (t) => {
  const where = ['天津市', '河东区', '万新街道', '中国民航大学社区'];
  for (const [name, wrong] of [
    ['中国夕阳红互助队', 'filing_name_forbidden'],
    ['全 国夕阳红互助队', 'filing_name_forbidden'],
    ['国际公寓互助队', undefined],
    ['新世界花园合唱团', undefined],
    ['中华诗词社', undefined],
    ['中国民航大学社区志愿队', undefined],
    ['中国民航大学志愿队', undefined],
    ['中国民航大学社区中国志愿队', 'filing_name_forbidden'],
    ['互助事业', 'filing_name_form'],
  ] as const) {
    if (wrong === undefined) t.equal(readFilingName(name, where), name);
    else t.throws(() => readFilingName(name, where), { code: wrong }, name);
  }
  t.equal(readFilingName('新兴（南里） 互助队', where), '新兴（南里）互助队', 'its brackets stay');
  t.throws(() => readFilingName('中国家园互助队', ['中国社区']), { code: 'filing_name_forbidden' });
});

/** Everybody who has to do with an application. */
async function hands(t: Parameters<typeof testTown>[0]) {
  const town = await testTown(t, { worker: false });
  return {
    town,
    applicant: await town.signIn('13970000001'),
    committee: await town.signIn(desks.committee),
    street: await town.signIn(desks.street),
  };
}

t.test('a space or another bracket makes no second body, whether entered or filed', async (t) => {
  const { town, applicant, committee, street } = await hands(t);
  const name = '新兴街道（南里）夕阳红互助队';
  await fileOrganisation({ applicant, committee, street }, { name });
  const alike = ['新兴街道 (南里) 夕阳红互助队', `  ${name} `, '新兴街道（南里）夕阳红　互助队'];
  for (const other of alike) {
    const filed = await apply(applicant, { name: other });
    t.match(filed, { status: 409, body: { code: 'filing_name_taken' } }, other);
    const form = {
      kind: 'unit_team',
      type: 'charity',
      region: community,
      leaderPhone: '13912345678',
    };
    const entered = await street.call('POST', '/v1/organisations', { ...form, name: other });
    t.match(entered, { status: 409, body: { code: 'organisation_name_taken' } }, other);
  }
  const open = await apply(applicant, { name: '晚霞(南里)互助队' });
  t.equal(open.body.name, '晚霞(南里)互助队');
  const twin = await apply(applicant, { name: '晚霞（南里）互助队' });
  t.match(twin, { status: 409, body: { code: 'filing_name_taken' } });
  const { body } = await street.call('GET', '/v1/organisations');
  t.equal(body.items[0].name, name, 'the official name keeps its brackets');
  const keys = await town.database.ownerDb.execute<{ name: string; name_key: string }>(sql`
    SELECT name, name_key FROM organisations.organisation UNION ALL SELECT name, name_key FROM filings.filing`);
  for (const each of keys) t.equal(each.name_key, organisationNameKey(each.name));
  const one = { name: '陈一', phone: '13971000001' };
  const initiators = [one, { ...one, name: '陈 一' }, { ...one, name: '陈　一' }];
  const same = await apply(applicant, { name: '另一互助队', initiators });
  t.match(
    same,
    { status: 422, body: { code: 'filing_person_twice' } },
    'one phone, one name, one person',
  );
});

t.test('nobody decides about what they have not read', async (t) => {
  const { applicant, committee, street } = await hands(t);
  const { body: asked } = await apply(applicant);
  t.equal(asked.version, 1);
  await first(committee, asked.id, { decision: 'return', opinion: '请写明场所' });
  await applicant.call('PUT', `/v1/filings/${asked.id}`, filingBody({ venue: '别处' }));
  const stale = { status: 409, body: { code: 'stale' } };
  t.match(await first(committee, asked.id), stale);
  t.match(await first(committee, asked.id, report, 2), { status: 201, body: { version: 2 } });
  t.match(await decide(street, asked.id), stale);
  const unsaid = await street.call('POST', `/v1/filings/${asked.id}/decisions`, {
    decision: 'file',
  });
  t.match(unsaid, { status: 400, body: { code: 'bad_request' } });
  t.match(await decide(street, asked.id, { decision: 'file' }, 2), { status: 201 });
});

t.test('the hub of the street reads and advises, the liaison officer reviews', async (t) => {
  const { town, applicant, committee, street } = await hands(t);
  const hub = await street.call('POST', '/v1/organisations', {
    ...{ kind: 'unit_team', type: 'hub', name: '枢纽联合会', region: community },
    leaderPhone: '13971000020',
  });
  const give = (role: string, scope: string, phone: string) =>
    street.call('POST', '/v1/role-grants', { role, scope, phone });
  await give('hub_manager', hub.body.id, '13971000021');
  await give('liaison_officer', community, '13971000022');
  const manager = await town.signIn('13971000021');
  const liaison = await town.signIn('13971000022');
  const { body: asked } = await apply(applicant);
  const path = `/v1/filings/${asked.id}`;
  const advise = (by: Client, version = 1) =>
    by.call('POST', `${path}/advice`, { advice: '可与现有队伍合并', version });
  t.match((await manager.call('GET', '/v1/filings?view=area')).body.items, [{ id: asked.id }]);
  const seen = await manager.call('GET', path);
  t.match(seen.body, { people: { leader: { phone: '139****0000' } }, may: ['filing.advise'] });
  t.match(await advise(manager, 2), { status: 409, body: { code: 'stale' } });
  t.match(await advise(committee), { status: 403 });
  t.match(await advise(manager), { status: 201, body: { advice: '可与现有队伍合并' } });
  const waiting = await liaison.call('GET', '/v1/filings?view=review');
  t.match(waiting.body.items, [{ id: asked.id }], '居委会/联系员 share the first review');
  for (const desk of [committee, street, liaison])
    t.equal((await desk.call('GET', path)).body.advice, '可与现有队伍合并', 'both desks see it');
  t.match(await first(liaison, asked.id), { status: 201, body: { state: 'street_review' } });
  await decide(street, asked.id);
  t.match(await advise(manager), { status: 409, body: { code: 'filing_state_wrong' } });

  const { body: own } = await apply(manager, { name: '枢纽互助队' });
  const self = await manager.call('POST', `/v1/filings/${own.id}/advice`, {
    advice: '很好',
    version: 1,
  });
  t.match(self, { status: 403, body: { code: 'self_review' } });
  const { body: back } = await apply(applicant, { name: '晚霞互助队' });
  await manager.call('POST', `/v1/filings/${back.id}/advice`, { advice: '章程太短', version: 1 });
  await first(committee, back.id, { decision: 'return', opinion: '章程不全' });
  const mended = await applicant.call(
    'PUT',
    `/v1/filings/${back.id}`,
    filingBody({ name: '晚霞互助队' }),
  );
  t.equal(mended.body.advice, null, 'it was of what was handed in before');
});

t.test(
  'city and district see how many applications there are, and where they wait too long',
  async (t) => {
    const { town, applicant, committee, street } = await hands(t);
    const district = await town.signIn(desks.district);
    await fileOrganisation({ applicant, committee, street });
    await apply(applicant, { name: '晚霞互助队', type: 'charity' });
    const count = (by: Client, query = '') => by.call('GET', `/v1/filing-statistics${query}`);
    const { body } = await count(district);
    t.match(body, { region: '120101', regionName: '和平区', applications: 2, overdue: 0 });
    t.same(body.states, [
      { key: 'community_review', applications: 1, overdue: 0 },
      { key: 'filed', applications: 1, overdue: 0 },
    ]);
    t.same(
      body.types.map(({ key }: { key: string }) => key),
      ['charity', 'mutual_aid'],
    );
    t.match(body.divisions, [{ region: '120101004', regionName: '新兴街道', applications: 2 }]);
    t.match(await count(district, '?region=120102'), {
      status: 403,
      body: { code: 'not_allowed' },
    });
    t.match(await count(street), { status: 403 });
    await town.moveTo(new Date((await town.now()).getTime() + 20 * 86_400_000));
    const later = await count(await town.signIn(desks.district));
    t.match(later.body, { overdue: 1, divisions: [{ overdue: 1 }] });
  },
);
