import type { Test } from 'tap';
import type { Seat } from '../support/browser.ts';
import { inBrowser, looksIn, wellBehaved } from '../support/in-browser.ts';

const logins = {
  committee: '13805000001',
  street: '13804000001',
  auditor: '13809000001',
  volunteer: '13801000001',
  station: '13802000001',
  city: '13807000001',
};

const looks = looksIn('desk');

inBrowser('the desk of volunteers', async (t, house) => {
  const sit = (who: keyof typeof logins, device: 'phone' | 'desk') =>
    house.sit(who, device, logins[who]);
  const street = await sit('street', 'desk');
  await t.test('a desk finds somebody, sees what it may do, and does it', (t) =>
    findAndAct(t, street),
  );
  await t.test('a desk registers people without a phone, one after the other', async (t) =>
    registerAtTheDesk(t, await sit('committee', 'desk')),
  );
  await t.test('a volunteer asks for a correction, and the desk answers', async (t) =>
    correct(t, await sit('volunteer', 'phone'), street),
  );
  await t.test('a station that rests is told so before anything is written', async (t) =>
    rest(t, await sit('station', 'desk'), street),
  );
  await t.test('a street sees where liaison officers are missing', (t) => coverage(t, street));
  await t.test('a city counts the applications for filing', async (t) =>
    count(t, await sit('city', 'desk')),
  );
  await t.test('an auditor reads who did what', async (t) =>
    audit(t, await sit('auditor', 'desk')),
  );
});

async function suspendStation(t: Test, seat: Seat, reason: string): Promise<void> {
  const { page } = seat;
  await page.goto(`${new URL(page.url()).origin}/#/administration/stations`);
  await page.getByTestId('stations').locator('a').first().waitFor();
  await looks(t, seat, 'stations');
  await page.getByTestId('stations').locator('a').first().click();
  await page.getByTestId('edit-station').click();
  await page.getByTestId('item-signs').uncheck();
  await page.getByTestId('save-station').click();
  await page.getByText('还缺：有标识').first().waitFor();
  await page.getByTestId('item-signs').check();
  await page.getByTestId('station-services').fill('测血压、代收快递');
  await page.getByTestId('save-station').click();
  await page.getByText('测血压、代收快递').waitFor();
  await page.getByTestId('station-suspend').click();
  await looks(t, seat, 'station');
  await page.getByTestId('return-reason').fill(reason);
  await page.getByTestId('return-yes').click();
  await page.getByTestId('station-open').waitFor();
}

async function rest(t: Test, seat: Seat, street: Seat): Promise<void> {
  const { page } = seat;
  await page.getByTestId('publish-activity').waitFor();
  await suspendStation(t, street, '场地维修');
  await page.reload();
  await page.getByTestId('station-suspended').getByText('场地维修').waitFor();
  t.equal(await page.getByTestId('publish-activity').count(), 0);
  await looks(t, seat, 'station-suspended');
  wellBehaved(t, seat);
}

async function coverage(t: Test, seat: Seat): Promise<void> {
  const { page } = seat;
  await page.goto(`${new URL(page.url()).origin}/#/administration`);
  await page.getByTestId('liaison-coverage').click();
  await page.getByTestId('coverage').waitFor();
  await page.getByTestId('communities').locator('li').first().waitFor();
  await looks(t, seat, 'coverage');
  wellBehaved(t, seat);
}

async function count(t: Test, seat: Seat): Promise<void> {
  const { page } = seat;
  await page.getByTestId('filing-counts').click();
  await page.getByTestId('filing-sums').waitFor();
  for (const part of ['divisions', 'states', 'types'])
    await page.getByTestId(`filing-${part}`).locator('li').first().waitFor();
  await looks(t, seat, 'filing-counts');
  wellBehaved(t, seat);
}

async function search({ page }: Seat, text: string): Promise<void> {
  await page.getByTestId('search-text').fill(text);
  await page.getByTestId('search').click();
}

async function findAndAct(t: Test, seat: Seat): Promise<void> {
  const { page } = seat;
  await page.getByTestId('volunteers').click();
  await search(seat, '没有此人');
  await page.getByTestId('nobody-found').waitFor();
  await looks(t, seat, 'nobody');
  await search(seat, '13801000002');
  const found = page.getByTestId('volunteer-list').locator('a');
  await found.first().waitFor();
  t.equal(await found.count(), 1);
  t.notMatch(page.url(), /13801000002/, 'what was typed stands in no address');
  await looks(t, seat, 'found');
  await found.first().click();
  await page.getByTestId('state-active').waitFor();
  t.equal(await page.getByTestId('approve').count(), 0, 'no button that does not work');
  await page.getByTestId('suspend').click();
  await page.getByTestId('return-reason').fill('核实情况');
  await page.getByTestId('return-yes').click();
  await page.getByTestId('state-suspended').waitFor();
  await looks(t, seat, 'suspended');
  await page.getByTestId('resume').click();
  await page.getByTestId('state-active').waitFor();
  await page.getByTestId('disclosure').locator('summary').click();
  await page.getByTestId('disclose-phone').check();
  await page.getByTestId('disclose-reason').fill('核实联系方式');
  await page.getByTestId('disclose').last().click();
  await page.getByTestId('disclosed').waitFor();
  t.match(await page.getByTestId('disclosed').textContent(), '13801000002');
  await looks(t, seat, 'disclosed');
  await page.getByTestId('hide').click();
  await page.getByTestId('disclosed').waitFor({ state: 'detached' });
  await page.getByTestId('protection').locator('summary').click();
  await page.getByTestId('protect').click();
  await page.getByTestId('protected').waitFor();
  await looks(t, seat, 'protected');
  await page.getByTestId('lift').click();
  await page.getByTestId('protect').waitFor();
  t.equal(await page.getByTestId('guardian-change').count(), 0, 'nobody of age has a guardian');
  wellBehaved(t, seat);
}

async function registerAtTheDesk(t: Test, seat: Seat): Promise<void> {
  const { page } = seat;
  await page.getByTestId('registrations').click();
  await page.getByTestId('assisted-name').fill('孟秀英');
  await page.getByTestId('assisted-idNumber').fill('120101199003071231');
  await page.getByTestId('assisted-ground').fill('纸质登记表 2026-031，社区档案柜');
  await page.getByTestId('declaration').check();
  await page.getByTestId('assisted-submit').click();
  await page.getByText('请至少选一项服务').waitFor();
  await page.getByTestId('categories-SC17').check();
  await page.getByTestId('times-6-morning').check();
  await page.getByTestId('show-decline').click();
  await page.getByTestId('assisted-submit').click();
  await page.locator('[data-testid=assisted-idNumber][aria-invalid=true]').waitFor();
  await looks(t, seat, 'assisted-wrong');
  // A minor: the guardian signs the paper.
  await page.getByTestId('assisted-idNumber').fill('120116201206151010');
  const guardian = { name: '孟大海', relation: '父亲', idNumber: '120101199003071235' };
  for (const [field, words] of Object.entries({ ...guardian, phone: '13912347101' }))
    await page.getByTestId(`guardian-${field}`).fill(words);
  await page.getByTestId('assisted-submit').click();
  await page.getByTestId('assisted-done').waitFor();
  t.match(await page.getByTestId('assisted-done').textContent(), /V120101\d{11}/, 'its number');
  await looks(t, seat, 'assisted-done');
  await page.getByTestId('assisted-next').click();
  t.equal(await page.getByTestId('assisted-name').inputValue(), '', 'the next form is empty');
  t.match(await page.getByTestId('assisted-ground').inputValue(), /社区档案柜/);
  await page.getByTestId('back').click();
  await search(seat, '120116201206151010');
  await page.getByTestId('volunteer-list').locator('a').first().click();
  await onBehalf(t, seat);
  wellBehaved(t, seat);
}

/** For somebody who is there: nothing works before it says where the paper is. */
async function onBehalf(t: Test, seat: Seat): Promise<void> {
  const { page } = seat;
  await page.getByTestId('on-behalf').locator('summary').first().click();
  const give = page.getByTestId('behalf-give-location');
  await give.waitFor();
  t.ok(await give.isDisabled(), 'no deed without a ground');
  await page.getByTestId('behalf-ground').fill('纸质申请 2026-033，社区档案柜');
  await give.click();
  await page.getByTestId('behalf-withdraw-location').click();
  await give.waitFor();
  await page.getByTestId('behalf-withdraw-guardian').click();
  await looks(t, seat, 'withdrawal-asked');
  await page.getByTestId('confirm-no').click();
  await page.getByTestId('behalf-offer').locator('summary').click();
  await page.getByTestId('behalf-offer').getByTestId('skills-cooking').check();
  await page.getByTestId('behalf-save-offer').click();
  await page.getByTestId('behalf-done').waitFor();
  await looks(t, seat, 'on-behalf');
  await page.getByTestId('behalf-correction').locator('summary').click();
  await page.getByTestId('behalf-field').selectOption('address');
  await page.getByTestId('correction-wanted').fill('新兴里 12 号楼');
  await looks(t, seat, 'correction-on-behalf');
  await page.getByTestId('behalf-end').click();
  await page.getByTestId('confirm-yes').click();
  await page.getByTestId('state-cancelled').waitFor();
}

async function correct(t: Test, volunteer: Seat, street: Seat): Promise<void> {
  const { page } = volunteer;
  await page.getByTestId('account').click();
  await page.getByTestId('own-corrections').click();
  await page.getByTestId('correction-field').selectOption('name');
  await page.getByTestId('correction-wanted').fill('孟小芳');
  await page.getByTestId('correction-reason').fill('登记时写错了一个字');
  await page.getByTestId('send-correction').click();
  await page.getByTestId('correction-sent').waitFor();
  await looks(t, volunteer, 'correction-asked');
  const desk = street.page;
  await desk.goto(desk.url().replace(/#.*/, '#/administration/corrections'));
  const asked = desk.getByTestId('correction').filter({ hasText: '孟小芳' });
  await asked.waitFor();
  await looks(t, street, 'corrections');
  await asked.getByTestId('accept').click();
  await desk.getByTestId('correction-accepted').waitFor();
  await page.reload();
  await page.getByTestId('my-corrections').locator('[data-state=accepted]').waitFor();
  wellBehaved(t, volunteer);
  wellBehaved(t, street);
}

async function audit(t: Test, seat: Seat): Promise<void> {
  const { page } = seat;
  await page.getByTestId('audit-log').click();
  await page.getByTestId('audit-entry').first().waitFor();
  await page.getByTestId('audit-action').selectOption('volunteer.suspend');
  await page.getByTestId('audit-apply').click();
  const entry = page.locator('[data-testid=audit-entry][data-action="volunteer.suspend"]');
  await entry.waitFor();
  t.equal(await page.getByTestId('audit-entry').count(), 1, 'of this kind only');
  t.match(await entry.textContent(), /138\*{4}0001.*已登记.*志愿者资格已暂停.*核实情况/s);
  await looks(t, seat, 'audit');
  await entry.getByTestId('only-object').click();
  await page.locator('[data-testid=audit-entry][data-action="volunteer.disclose"]').waitFor();
  wellBehaved(t, seat);
}
