import { sql } from 'drizzle-orm';
import t from 'tap';
import { testTown } from '../support/town.ts';
import { bornYearsAgo, desks, newcomer, setRules } from './desks.ts';

const phones = ['13912347001', '13912347002'] as const;
const wangs = [
  { name: '王小芳', idNumber: '120103194802290020' },
  { name: '王小芳', idNumber: '120101199003071235' },
] as const;

t.test('a desk finds a volunteer by number, phone, id number or name, each in full', async (t) => {
  const town = await testTown(t, { worker: false });
  const [one, other] = [
    await newcomer(town, phones[0], wangs[0]),
    await newcomer(town, phones[1], wangs[1]),
  ];
  const dot = await newcomer(town, '13912347003', {
    ...{ name: '阿迪力·买买提', idNumber: await bornYearsAgo(town, 40) },
  });
  const passport = await newcomer(town, '13912347004', {
    ...{ name: 'Anna Maria Klein', idType: 'passport', idNumber: 'e12345678' },
    ...{ sex: 'female', birthDate: '1990-01-02' },
  });
  const { number } = (await one.call('GET', '/v1/volunteers/me')).body;
  const committee = await town.signIn(desks.committee);
  const search = (body: object) => committee.call('POST', '/v1/volunteer-searches', body);
  const found: [text: string, ids: string[]][] = [
    [number, [one.personId]],
    [` ${number.toLowerCase()} `, [one.personId]],
    [phones[0], [one.personId]],
    ['+86 139-1234-7001', [one.personId]],
    ['120101 19900307 1235', [other.personId]],
    ['E12345678', [passport.personId]],
    ['王小芳', [one.personId, other.personId]],
    [' 王 小芳', [one.personId, other.personId]],
    ['阿迪力•买买提', [dot.personId]],
    ['阿迪力买买提', [dot.personId]],
    ['anna maria klein', [passport.personId]],
    // Whole or not at all: what is sealed has no parts.
    ['王小', []],
    ['小芳', []],
    ['1391234700', []],
    [number.slice(0, -1), []],
  ];
  for (const [text, ids] of found) {
    const { status, body } = await search({ text });
    t.equal(status, 200, text);
    t.same(
      body.items.map(({ id }: { id: string }) => id),
      ids,
      text,
    );
    t.notMatch(JSON.stringify(body), /王小芳|13912347001|199003071235/, `${text}: masked`);
  }
  t.same((await search({ text: '王小芳', state: 'suspended' })).body.items, []);
  t.match(await search({ text: ' ' }), { status: 400, body: { errors: [{ pointer: '/text' }] } });
});

t.test('a search answers for the area of the desk only, page by page', async (t) => {
  const town = await testTown(t, { worker: false });
  const ids: string[] = [];
  for (const [n, wang] of wangs.entries())
    ids.push((await newcomer(town, phones[n]!, wang)).personId);
  const away = await newcomer(town, '13912347011', {
    ...{ name: '王小芳', idNumber: await bornYearsAgo(town, 50) },
    residenceRegion: '120101004003',
  });
  const committee = await town.signIn(desks.committee);
  const street = await town.signIn(desks.street);
  const search = (by: typeof street, body: object) =>
    by.call('POST', '/v1/volunteer-searches', body);
  t.same((await search(committee, { text: '13912347011' })).body.items, [], 'next door');
  t.match((await search(street, { text: '13912347011' })).body.items, [{ id: away.personId }]);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await search(street, { text: '王小芳', limit: 1, ...(cursor && { cursor }) });
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor ?? undefined;
    if (cursor)
      t.match(await search(street, { text: '王小方', limit: 1, cursor }), {
        status: 400,
        body: { code: 'bad_cursor' },
      });
  } while (cursor);
  t.same(seen, [...ids, away.personId].sort());
});

t.test(
  'whoever was looked for sees it in their log, without the words that were typed',
  async (t) => {
    const town = await testTown(t, { worker: false });
    const wang = await newcomer(town, phones[0], wangs[0]);
    const street = await town.signIn(desks.street);
    for (const text of [phones[0], '王小芳', wangs[0].idNumber])
      await street.call('POST', '/v1/volunteer-searches', { text });
    const { log } = (await wang.call('GET', '/v1/me/data')).body;
    const searches = log.filter(({ action }: { action: string }) => action === 'volunteer.search');
    t.same(
      searches.map(({ changes }: { changes: unknown }) => changes).reverse(),
      ['phone', 'name', 'id_number'].map((by) => ({ by: [null, by] })),
    );
  },
);

t.test('a name is found as it is today: corrected, merged, gone', async (t) => {
  const town = await testTown(t, { worker: false });
  const street = await town.signIn(desks.street);
  const count = async (text: string) =>
    (await street.call('POST', '/v1/volunteer-searches', { text })).body.items.length;
  const wang = await newcomer(town, phones[0], wangs[0]);
  await wang.renew();
  const asked = await wang.call('POST', '/v1/corrections', {
    ...{ field: 'name', wanted: '王晓芳', reason: '写错了' },
  });
  await street.call('POST', `/v1/corrections/${asked.body.id}/decisions`, { decision: 'accept' });
  t.same([await count('王小芳'), await count('王晓芳')], [0, 1], 'corrected');
  const twin = await newcomer(town, phones[1], { ...wangs[1], name: '王晓芳' });
  t.equal(await count('王晓芳'), 2);
  await street.call('POST', '/v1/volunteer-merges', {
    ...{ keptId: wang.personId, duplicateId: twin.personId, reason: '同一人' },
  });
  t.equal(await count('王晓芳'), 1, 'merged');
  await wang.renew();
  t.match(await wang.call('DELETE', '/v1/me'), { status: 204 });
  t.equal(await count('王晓芳'), 0, 'gone');
  const rows = await town.database.ownerDb.execute(
    sql`SELECT name_index FROM people.volunteer WHERE id = ${wang.personId}`,
  );
  t.same([...rows], [{ name_index: null }]);
});

t.test('a desk is told what it may do about somebody now, and can do just that', async (t) => {
  const town = await testTown(t, { worker: false });
  await setRules(town, { 'volunteer.approval_steps': 2 });
  const [committee, street, district] = [
    await town.signIn(desks.committee),
    await town.signIn(desks.street),
    await town.signIn(desks.district),
  ];
  const wang = await newcomer(town, phones[0], wangs[0]);
  const may = async (by: typeof street): Promise<string[]> =>
    (await by.call('GET', `/v1/volunteers/${wang.personId}`)).body.may;
  const all = async () => [await may(committee), await may(street), await may(district)];
  const decide = (by: typeof street, decision: string) =>
    by.call('POST', `/v1/volunteers/${wang.personId}/decisions`, {
      ...(decision === 'approve' || decision === 'resume'
        ? { decision }
        : { decision, reason: '核实情况' }),
    });
  const behalf = ['act_for', 'end_for', 'export_for'];
  const turns: [by: typeof street, decision: string, committee: string[], street: string[]][] = [
    [
      committee,
      'approve',
      ['approve', 'reject', 'disclose', 'protect', ...behalf],
      ['merge', 'disclose', 'protect'],
    ],
    [
      street,
      'approve',
      ['disclose', 'protect', ...behalf],
      ['approve', 'reject', 'merge', 'disclose', 'protect'],
    ],
    [
      street,
      'suspend',
      ['disclose', 'protect', ...behalf],
      ['suspend', 'revoke', 'merge', 'disclose', 'protect'],
    ],
    [
      street,
      'resume',
      ['disclose', 'protect', ...behalf],
      ['resume', 'revoke', 'merge', 'disclose', 'protect'],
    ],
    [
      street,
      'revoke',
      ['disclose', 'protect', ...behalf],
      ['suspend', 'revoke', 'merge', 'disclose', 'protect'],
    ],
  ];
  for (const [by, decision, ofCommittee, ofStreet] of turns) {
    t.same(await all(), [ofCommittee, ofStreet, ['merge', 'disclose']], decision);
    t.equal((await decide(by, decision)).status, 201, decision);
  }
  t.same(
    await all(),
    [['disclose', 'protect', ...behalf], ['disclose', 'protect'], ['disclose']],
    'revoked',
  );
});
