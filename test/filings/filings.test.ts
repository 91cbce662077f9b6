import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { dateInChina } from '../../src/kit/clock.ts';
import { plusWorkingDays } from '../../src/kit/working-days.ts';
import { community, desks, setRules } from '../registration/desks.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';
import { apply, decide, fileOrganisation, filingBody, first, report } from './forms.ts';

const applicantPhone = '13970000001';

async function people(t: Test) {
  const town = await testTown(t, { worker: false });
  return {
    town,
    applicant: await town.signIn(applicantPhone),
    committee: await town.signIn(desks.committee),
    street: await town.signIn(desks.street),
  };
}

/** A filed organisation, and its leader signed in as its head. */
async function filed(
  everybody: Awaited<ReturnType<typeof people>>,
  rest: Record<string, unknown> = {},
) {
  const id = await fileOrganisation(everybody, rest);
  await later(everybody.town, 2);
  return { id, head: await everybody.town.signIn('13971000000') };
}

const minute = 60_000;
/** Everybody signs in anew after that: tokens and codes are for minutes. */
const later = async (town: TestTown, minutes: number) =>
  town.moveTo(new Date((await town.now()).getTime() + minutes * minute));

const today = async (town: TestTown) => dateInChina(await town.now());

t.test('what does not fit is refused by the name of its field', async (t) => {
  const { applicant } = await people(t);
  const one = { name: '陈一', phone: '13971000001' };
  const cases: [Record<string, unknown>, string, string][] = [
    [{ region: '120101004999' }, 'filing_region_unknown', '/region'],
    [{ name: '中国新兴互助队' }, 'filing_name_forbidden', '/name'],
    [{ name: '新兴互助事业' }, 'filing_name_form', '/name'],
    [
      { initiators: [one, { ...one, phone: '13971000002' }] },
      'filing_initiators_few',
      '/initiators',
    ],
    [{ initiators: [one, one, one] }, 'filing_person_twice', '/initiators/1'],
    [{ members: [{ name: '陈一' }, { name: '陈一' }] }, 'filing_person_twice', '/members/1'],
    [{ members: [{ name: '陈一' }] }, 'filing_members_few', '/members'],
    [{ leader: { ...one, phone: '12345678901' } }, 'phone_invalid', '/leader/phone'],
    [{ commitment: false }, 'bad_request', '/commitment'],
  ];
  for (const [rest, code, pointer] of cases) {
    const answer = await apply(applicant, rest);
    const body = { ...filingBody(rest), ...rest };
    const sent =
      rest.commitment === false ? await applicant.call('POST', '/v1/filings', body) : answer;
    t.equal(sent.body.code, code, JSON.stringify(rest));
    t.match(JSON.stringify(sent.body), pointer);
  }
  const village = { region: community.replace(/\d{3}$/, '200') };
  t.equal((await apply(applicant, village)).body.code, 'filing_region_unknown', 'not there');
});

t.test('the committee reviews first, the street files, and there is an organisation', async (t) => {
  const everybody = await people(t);
  const { town, applicant, committee, street } = everybody;
  const { status, body: filing } = await apply(applicant);
  t.equal(status, 201);
  t.match(filing, { state: 'community_review', overdue: false, organisationId: null });
  t.equal(filing.dueOn, plusWorkingDays(await today(town), 5), 'five working days');
  t.equal(filing.people.initiators.length, 3);
  const early = await decide(street, filing.id);
  t.match(early, { status: 409, body: { code: 'filing_first_review_missing' } }, 'scenario 14');
  const { body: seen } = await committee.call('GET', `/v1/filings/${filing.id}`);
  t.equal(seen.people.leader.phone, '139****0000', 'masked for the desk');
  const why = { reason: '核对发起人身份' };
  const { body: plain } = await committee.call('POST', `/v1/filings/${filing.id}/disclosures`, why);
  t.equal(plain.leader.phone, '13971000000');

  const { body: reviewed } = await first(committee, filing.id);
  t.match(reviewed, { state: 'street_review', opinion: report.opinion });
  t.equal(reviewed.dueOn, plusWorkingDays(await today(town), 10), 'ten working days');
  t.match(await first(committee, filing.id), { status: 409, body: { code: 'filing_state_wrong' } });
  const { body: list } = await street.call('GET', '/v1/filings?view=review');
  t.same(
    list.items.map(({ id }: { id: string }) => id),
    [filing.id],
    'it waits for the street',
  );

  const { status: filedStatus, body: done } = await decide(street, filing.id);
  t.equal(filedStatus, 201);
  t.match(done, { state: 'filed', dueOn: null });
  const { body: organisation } = await street.call(
    'GET',
    `/v1/organisations/${done.organisationId}`,
  );
  const year = (await today(town)).slice(0, 4);
  t.match(organisation, { kind: 'filed', state: 'active', filingNumber: `B120101004${year}0001` });
  const head = await town.signIn('13971000000');
  const { body: roster } = await head.call('GET', `/v1/organisations/${organisation.id}/members`);
  t.equal(roster.items.length, 10, 'the leader is the head and sees the roster');
  t.match(roster.items[0], { name: '陈**', phone: /139\*{4}/ });
  t.match(await decide(street, filing.id), { status: 409, body: { code: 'filing_state_wrong' } });
  const again = await apply(applicant);
  t.match(again, { status: 409, body: { code: 'filing_name_taken' } });
});

t.test('nobody reviews or decides what they start, lead or have reviewed', async (t) => {
  const { applicant, committee, street, town } = await people(t);
  const { body: own } = await apply(committee, { name: '居委会互助队' });
  t.match(await first(committee, own.id), { status: 403, body: { code: 'self_review' } });
  const starter = { name: '陈街道', phone: desks.street };
  const initiators = [starter, ...filingBody().initiators];
  const { body: ofStreet } = await apply(applicant, { name: '街道互助队', initiators });
  await first(committee, ofStreet.id);
  t.match(await decide(street, ofStreet.id), { status: 403, body: { code: 'self_review' } });
  const { body: mine } = await applicant.call('GET', '/v1/filings');
  t.equal(mine.items.length, 1, 'each sees what they handed in');
  const other = await town.signIn('13970000009');
  const hidden = await other.call('GET', `/v1/filings/${own.id}`);
  t.match(hidden, { status: 404, body: { code: 'filing_unknown' } });
});

t.test('what is sent back is mended and begins again at the committee', async (t) => {
  const { applicant, committee, street } = await people(t);
  const { body: filing } = await apply(applicant);
  const path = `/v1/filings/${filing.id}`;
  const mend = (rest = {}) => applicant.call('PUT', path, filingBody(rest));
  t.match(await mend(), { status: 409, body: { code: 'filing_state_wrong' } });
  const back = { decision: 'return', opinion: '章程不全' };
  t.match(await first(committee, filing.id, back), {
    body: { state: 'returned', reason: '章程不全' },
  });
  const moved = await mend({ region: '120101004003' });
  t.match(moved, { status: 422, body: { code: 'filing_region_fixed' } });
  const twin = await apply(applicant);
  t.match(twin, { status: 409, body: { code: 'filing_name_taken' } }, 'the name is held');
  t.match(await mend(), { status: 200, body: { state: 'community_review', reason: null } });
  await first(committee, filing.id, report, 2);
  const again = { decision: 'return', reason: '请补充场所' };
  t.match(await decide(street, filing.id, again, 2), { body: { state: 'returned' } });
  t.match(await mend(), { body: { state: 'community_review', opinion: null } });
  await first(committee, filing.id, report, 3);
  const no = { decision: 'reject', reason: '与业委会重复' };
  const rejected = await decide(street, filing.id, no, 3);
  t.match(rejected, { body: { state: 'rejected', reason: no.reason } });
  const gone = await applicant.call('POST', `${path}/withdrawals`, {});
  t.match(gone, { status: 409, body: { code: 'filing_state_wrong' } });
  const { body: next } = await apply(applicant);
  const withdrawn = await applicant.call('POST', `/v1/filings/${next.id}/withdrawals`, {});
  t.match(withdrawn, { status: 201, body: { state: 'withdrawn', dueOn: null } });
});

t.test('what is not answered in time is listed as overdue, and is not approved', async (t) => {
  const { town, applicant, committee, street } = await people(t);
  await setRules(town, { 'filing.first_review_workdays': 1 });
  const { body: filing } = await apply(applicant);
  const overdue = async (by: Client) =>
    (await by.call('GET', '/v1/filings?view=area&overdue=true')).body.items;
  t.same(await overdue(street), []);
  await later(town, 12 * 24 * 60);
  const [late] = await overdue(await town.signIn(desks.street));
  t.match(late, { id: filing.id, state: 'community_review', overdue: true });
  t.equal((await overdue(await town.signIn(desks.district))).length, 1, 'the district sees it too');
  t.ok(committee);
});

t.test('a change goes the same way, one at a time, and a new leader takes over', async (t) => {
  const everybody = await people(t);
  const { town, committee, street } = everybody;
  const { id, head } = await filed(everybody);
  const change = (rest: Record<string, unknown> = {}) =>
    head.call('POST', `/v1/organisations/${id}/changes`, filingBody(rest));
  const moved = await change({ region: '120101004003' });
  t.match(moved, { status: 422, body: { code: 'filing_region_fixed' } });
  const rest = {
    name: '新兴街道晚霞互助队',
    leader: { name: '陈1号', phone: '13971000001' },
    members: filingBody().members.slice(1).concat({ name: '陈新', phone: '13971000099' }),
  };
  const { status, body: asked } = await change(rest);
  t.equal(status, 201);
  t.match(await change(rest), { status: 409, body: { code: 'filing_change_open' } });
  await first(committee, asked.id);
  const tomorrow = new Date((await town.now()).getTime() + 24 * 60 * minute).toISOString();
  const meant = { role: 'organisation_head', scope: id, phone: '13971000001' };
  const granted = await street.call('POST', '/v1/role-grants', { ...meant, validFrom: tomorrow });
  t.equal(granted.status, 201, 'the successor was meant to begin tomorrow');
  t.match(await decide(street, asked.id), {
    status: 201,
    body: { state: 'filed', subject: 'change' },
  });
  const { body: now } = await street.call('GET', `/v1/organisations/${id}`);
  t.match(now, { name: rest.name, leaderPhone: '139****0001', filingNumber: /0001$/ });
  const { body: roster } = await street.call('GET', `/v1/organisations/${id}/members`);
  t.equal(roster.items.length, 10);
  const successor = await town.signIn('13971000001');
  t.equal((await successor.call('GET', `/v1/organisations/${id}/members`)).status, 200);
  const { body: me } = await successor.call('GET', '/v1/me');
  t.match(JSON.stringify(me), rest.name, 'the role is named by it');
  const taken = await town.database.ownerDb.execute(
    sql`SELECT FROM audit.entry WHERE action = 'role_grant.revoke'`,
  );
  t.equal(taken.length, 2, 'the log has both roles that ended');
  await later(town, 2);
  const former = await town.signIn('13971000000');
  t.equal((await former.call('GET', `/v1/organisations/${id}/members`)).status, 403);
});

t.test('a filed organisation is listed, registered, revoked or ends itself', async (t) => {
  const everybody = await people(t);
  const { street, town } = everybody;
  const { id } = await filed(everybody);
  const rule = (body: Record<string, unknown>, of = id) =>
    street.call('POST', `/v1/organisations/${of}/decisions`, body);
  const listed = { decision: 'list_candidate', reasons: ['large', 'effective'] };
  t.match(await rule(listed), { body: { candidate: { reasons: ['large', 'effective'] } } });
  const list = await street.call('GET', '/v1/organisations?candidate=true');
  t.equal(list.body.items.length, 1, '拟登记台账');
  const hidden = await town.stranger().call('GET', '/v1/organisations?candidate=true');
  t.same(hidden.body.items, [], 'is not published');
  const wrong = await rule({ decision: 'upgrade', creditCode: '91350100M000100Y43' });
  t.match(wrong, { status: 422, body: { code: 'credit_code_of_other_kind' } });
  const upgraded = await rule({ decision: 'upgrade', creditCode: '52120101MJ0B123452' });
  t.match(upgraded, { body: { kind: 'registered', candidate: null, filingNumber: /^B120101004/ } });
  t.match(await rule(listed), { status: 409, body: { code: 'organisation_state_wrong' } });

  const second = await filed(everybody, { name: '第二互助队' });
  const revoke = { decision: 'revoke', reason: '违法收费', documentNumber: '津和取〔2026〕2号' };
  t.match(await rule(revoke, second.id), { status: 201, body: { state: 'revoked' } });
  const third = await filed(everybody, { name: '第三互助队' });
  const gone = await third.head.call('POST', `/v1/organisations/${third.id}/cancellations`, {
    reason: '人员减少',
  });
  t.match(gone, { status: 201, body: { state: 'cancelled', reason: '人员减少' } });
  await later(town, 2);
  const head = await town.signIn('13971000000');
  const members = (of: string) => head.call('GET', `/v1/organisations/${of}/members`);
  t.equal((await members(second.id)).status, 404, 'no role is left in what was revoked');
  t.equal((await members(third.id)).status, 404, 'nor in what has ended');
  t.equal((await members(id)).status, 200, 'but in what was registered');
  const change = await head.call('POST', `/v1/organisations/${id}/changes`, filingBody());
  t.match(change, { status: 409, body: { code: 'filing_not_filed' } });
});

t.test('an annual report is due for a whole year, and the street grades it once', async (t) => {
  const everybody = await people(t);
  const { town, street } = everybody;
  const made = await filed(everybody);
  const year = Number((await today(town)).slice(0, 4));
  const report = (of: number) => ({
    ...{ year: of, activities: 12, serviceHours: 240, members: 10 },
    ...{ incomeYuan: 0, expenseYuan: 0, summary: '按章程开展活动' },
  });
  const path = `/v1/organisations/${made.id}`;
  const send = (by: Client, of: number) => by.call('POST', `${path}/annual-reports`, report(of));
  const grade = (by: Client, body: Record<string, unknown>) =>
    by.call('POST', `${path}/annual-report-grades`, body);
  const early = await send(made.head, year);
  t.match(early, { status: 422, body: { code: 'annual_report_year_wrong' } }, 'it is not over');
  const before = await send(made.head, year - 1);
  t.match(before, { status: 422, body: { code: 'annual_report_year_wrong' } }, 'it was not there');
  const missing = await grade(street, { year, version: 1, grade: 'passed' });
  t.match(missing, { status: 404, body: { code: 'annual_report_missing' } });
  await later(town, 2 * 366 * 24 * 60);
  const next = year + 1;
  const [head, office] = [await town.signIn('13971000000'), await town.signIn(desks.street)];
  const states = async (of: number) => {
    const { body } = await office.call('GET', `/v1/annual-reports?year=${of}`);
    return body.items.map(({ state }: { state: string }) => state);
  };
  t.same(await states(next), ['overdue']);
  const sent = await send(head, next);
  t.match(sent, { status: 201, body: { state: 'submitted', report: { late: true } } });
  t.equal((await send(head, next)).status, 201, 'until it is graded it may be sent anew');
  const rule = (body: Record<string, unknown>) => office.call('POST', `${path}/decisions`, body);
  await rule({ decision: 'suspend', reason: '整改' });
  t.equal((await send(head, next)).status, 201, 'also while it is suspended');
  const failed = await grade(office, { year: next, version: 3, grade: 'failed' });
  t.equal(failed.status, 400, 'whoever did not pass hears why');
  const passed = { year: next, grade: 'passed' };
  const outdated = await grade(office, { ...passed, version: 2 });
  t.match(outdated, { status: 409, body: { code: 'stale' } }, 'of what was read before');
  t.match(await grade(office, { ...passed, version: 3 }), {
    status: 201,
    body: { state: 'graded' },
  });
  const twice = await send(head, next);
  t.match(twice, { status: 409, body: { code: 'annual_report_graded' } });
  t.same(await states(next), ['graded']);
  const own = await head.call('GET', `${path}/annual-reports`);
  t.match(own, { status: 200 });
  t.match(own.body.items, [
    { year: next, state: 'graded', report: { grade: 'passed', activities: 12 } },
    { year, state: 'exempt', report: null },
  ]);
  t.match(await head.call('GET', `/v1/annual-reports?year=${next}`), { status: 403 });
});

t.test('couples share a phone, and a street has 9,999 numbers a year', async (t) => {
  const everybody = await people(t);
  const { town, applicant, committee, street } = everybody;
  const couple = [
    { name: '陈大爷', phone: '13971000077' },
    { name: '王大妈', phone: '13971000077' },
  ];
  const form = filingBody({ members: [...filingBody().members, ...couple] });
  const { status, body: filing } = await applicant.call('POST', '/v1/filings', form);
  t.equal(status, 201);
  const year = Number((await today(town)).slice(0, 4));
  await town.database.ownerDb.execute(
    sql`INSERT INTO filings.serial (book, street, year, last) VALUES (${town.deps.book}, '120101004', ${year}, 9998)`,
  );
  await first(committee, filing.id);
  t.equal((await decide(street, filing.id)).status, 201);
  const { body: next } = await apply(applicant, { name: '第二互助队' });
  await first(committee, next.id);
  const full = await decide(street, next.id);
  t.match(full, { status: 409, body: { code: 'filing_numbers_used_up' } });
  t.equal((await applicant.call('GET', `/v1/filings/${next.id}`)).body.state, 'street_review');
});

t.test(
  'each pages through their own applications, and takes them out with their data',
  async (t) => {
    const { applicant } = await people(t);
    const ids: string[] = [];
    for (const name of ['第一互助队', '第二互助队', '第三互助队'])
      ids.push((await apply(applicant, { name })).body.id);
    const { body: page } = await applicant.call('GET', '/v1/filings?limit=2');
    const { body: rest } = await applicant.call(
      'GET',
      `/v1/filings?limit=2&cursor=${page.nextCursor}`,
    );
    const seen = [...page.items, ...rest.items].map(({ id }: { id: string }) => id);
    t.same(seen, ids);
    t.equal(rest.nextCursor, null);
    const area = await applicant.call('GET', '/v1/filings?view=area');
    t.match(area, { status: 403, body: { code: 'not_allowed' } });
    const { body: data } = await applicant.call('GET', '/v1/me/data');
    t.equal(data.filings.items.length, 3);
  },
);

t.test('who sits at both desks sees what waits at both, the oldest first', async (t) => {
  const everybody = await people(t);
  const { town, applicant, committee, street } = everybody;
  const district = await town.signIn(desks.district);
  const both = { role: 'street_office', scope: community.slice(0, 9), phone: desks.committee };
  t.equal((await district.call('POST', '/v1/role-grants', both)).status, 201);
  const { body: upper } = await apply(applicant, { name: '第一互助队' });
  const { body: lower } = await apply(applicant, { name: '第二互助队' });
  await first(committee, upper.id);
  await committee.renew();
  const waits = async (by: Client, query = '') => {
    const { body } = await by.call('GET', `/v1/filings?view=review${query}`);
    return body.items?.map(({ id }: { id: string }) => id) ?? body.code;
  };
  t.same(await waits(committee), [upper.id, lower.id]);
  t.same(await waits(committee, '&state=street_review'), [upper.id]);
  t.same(await waits(street), [upper.id], 'the street’s desk alone');
  t.same(await waits(district), [], 'the district decides nothing');
  t.equal(await waits(applicant), 'not_allowed', 'and this is no desk');
});

t.test('an application tells the caller what they may do, and who is apart', async (t) => {
  const { town, applicant, committee, street } = await people(t);
  const starter = { name: '陈街道', phone: desks.street };
  const initiators = [starter, ...filingBody().initiators];
  const { body: plain } = await apply(applicant);
  const { body: started } = await apply(applicant, { name: '街道互助队', initiators });
  const district = await town.signIn(desks.district);
  const may = async (by: Client, id: string) =>
    (await by.call('GET', `/v1/filings/${id}`)).body.may;
  for (const [by, id, expected] of [
    [applicant, plain.id, []],
    [district, plain.id, []],
    [committee, plain.id, ['filing.first_review', 'filing.disclose']],
    [street, plain.id, ['filing.decide', 'filing.disclose']],
    [street, started.id, ['filing.disclose']],
  ] as const)
    t.same(await may(by, id), expected);
});

t.test('what was withdrawn waits for nobody, and the desks see since when', async (t) => {
  const { applicant, committee, street } = await people(t);
  const { body: filing } = await apply(applicant);
  await first(committee, filing.id);
  await applicant.call('POST', `/v1/filings/${filing.id}/withdrawals`, {});
  for (const desk of [committee, street]) {
    const waiting = await desk.call('GET', '/v1/filings?view=review');
    t.same(waiting.body.items, []);
    const { body } = await desk.call('GET', '/v1/filings?view=area&state=withdrawn');
    t.match(body.items, [{ id: filing.id, state: 'withdrawn', dueOn: null, withdrawnAt: /^2/ }]);
    const decided = await decide(street, filing.id);
    t.match(decided, { status: 409, body: { code: 'filing_state_wrong' } });
  }
});

t.test(
  'a report that was sent in time stays so, and stays when the body is registered',
  async (t) => {
    const everybody = await people(t);
    const { town } = everybody;
    const { id } = await filed(everybody);
    const year = Number((await today(town)).slice(0, 4)) + 1;
    await town.moveTo(new Date(`${year + 1}-03-30T02:00:00Z`));
    const path = `/v1/organisations/${id}`;
    const send = async (activities: number) =>
      (await town.signIn('13971000000')).call('POST', `${path}/annual-reports`, {
        ...{ year, activities, serviceHours: 240, members: 10 },
        ...{ incomeYuan: 0, expenseYuan: 0, summary: '按章程开展活动' },
      });
    const { body: sent } = await send(12);
    t.match(sent, { state: 'submitted', report: { late: false } });
    await town.moveTo(new Date(`${year + 1}-04-02T02:00:00Z`));
    const { body: mended } = await send(13);
    t.match(mended.report, { late: false, activities: 13, submittedAt: sent.report.submittedAt });
    const office = await town.signIn(desks.street);
    const list = async (of: number) =>
      (await office.call('GET', `/v1/annual-reports?year=${of}`)).body.items;
    const upgrade = { decision: 'upgrade', creditCode: '52120101MJ0B123452' };
    t.equal((await office.call('POST', `${path}/decisions`, upgrade)).status, 201);
    t.match(await list(year), [
      { organisationId: id, state: 'submitted', report: { activities: 13 } },
    ]);
    t.match(await list(year + 1), [{ organisationId: id, state: 'exempt', report: null }]);
    const grade = { year, version: 2, grade: 'passed' };
    const graded = await office.call('POST', `${path}/annual-report-grades`, grade);
    t.match(graded, { status: 201, body: { state: 'graded' } }, 'and can still be graded');
  },
);
