import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { csvOf, memberRow, volunteerRow } from '../imports/files.ts';
import type { Seat } from '../support/browser.ts';
import { inBrowser, looksIn, wellBehaved } from '../support/in-browser.ts';

const peopleNeeded = 10;
const leaderPhone = '13972000000';
const ownName = '新兴街道夕阳红互助队';

const looks = looksIn('filing');

inBrowser('a group is filed by clicking', async (t, { address, sit }) => {
  const applicant = await sit('applicant', 'phone', '13801000001');
  const committee = await sit('committee', 'desk', '13805000001');
  const street = await sit('street', 'desk', '13804000001');
  await apply(t, applicant);
  await review(t, committee);
  const number = await file(t, street);
  await applicant.page.reload();
  t.equal(
    await applicant.page.getByTestId('filing-number').locator('p.big-digits').innerText(),
    number,
    'whoever applied sees the number',
  );
  await looks(t, applicant, 'filed');
  const leader = await sit('leader', 'phone', leaderPhone);
  await keepRoster(t, leader, address);
  await change(t, leader, address);
  await importVolunteers(t, committee, address);
  for (const each of [applicant, committee, street, leader]) wellBehaved(t, each);
});

async function apply(t: Test, seat: Seat): Promise<void> {
  const { page } = seat;
  await page.getByTestId('account').click();
  await page.getByTestId('groups').click();
  await page.getByTestId('apply-for-filing').click();
  await page.getByTestId('name').fill('全国夕阳红互助队');
  await page.getByTestId('type').selectOption('mutual_aid');
  await page.getByTestId('purpose').fill('邻里互助，陪老人散步。');
  await page.getByTestId('venue').fill('社区活动室');
  await page.getByTestId('activityArea').fill('本社区');
  await page.getByTestId('district').selectOption('120101');
  await page.getByTestId('street').selectOption('120101004');
  await page.getByTestId('community').selectOption('120101004002');
  await looks(t, seat, 'body');
  await page.getByTestId('step-on').click();
  for (let n = 0; n < peopleNeeded; n++) {
    const row = page.getByTestId(`person-${n}`).locator('input');
    await row.nth(0).fill(`陈${'甲乙丙丁戊己庚辛壬癸'[n]}`);
    await row.nth(1).fill(`1397200000${n}`);
  }
  await looks(t, seat, 'people');
  await page.getByTestId('step-on').click();
  await page.getByTestId('charter').fill('自愿参加，不收费用。');
  await page.getByTestId('commitment').check();
  await page.getByTestId('step-on').click();
  await page.getByTestId('step-body').getByText('不得含有“全国”').first().waitFor();
  await looks(t, seat, 'name-refused');
  await page.getByTestId('name').fill(ownName);
  await page.getByTestId('step-on').click();
  await page.getByTestId('step-on').click();
  await page.getByTestId('commitment').check();
  await page.getByTestId('step-on').click();
  await page.getByTestId('filing-community_review').waitFor();
  await looks(t, seat, 'applied');
}

async function review(t: Test, seat: Seat): Promise<void> {
  const { page } = seat;
  await page.reload();
  // One of the demonstration waits there, too.
  await page.getByTestId('waiting-filings').getByText('2', { exact: true }).waitFor();
  await looks(t, seat, 'desk');
  await page.getByTestId('waiting-filings').click();
  await page.getByTestId('filings-review').locator('a', { hasText: ownName }).click();
  await page.getByTestId('disclose').click();
  await page.getByTestId('return-reason').fill('核对发起人身份');
  await page.getByTestId('return-yes').click();
  await page.getByTestId('people').getByText('13972000000').first().waitFor();
  await page.getByTestId('report').click();
  await looks(t, seat, 'opinion');
  await page.getByTestId('return-reason').fill('情况属实，同意上报');
  await page.getByTestId('return-yes').click();
  await page.getByTestId('opinion').waitFor();
  t.equal(await page.getByTestId('report').count(), 0, 'what was answered is not asked again');
}

async function file(t: Test, seat: Seat): Promise<string> {
  const { page } = seat;
  await page.reload();
  await page.getByTestId('waiting-filings').click();
  await page.getByTestId('filings-review').locator('a', { hasText: ownName }).click();
  await looks(t, seat, 'decision');
  await page.getByTestId('file').click();
  const number = page.getByTestId('filing-number').locator('p.big-digits');
  await number.waitFor();
  const given = await number.innerText();
  t.match(given, /^B120101004\d{8}$/);
  await page.goto(`${new URL(page.url()).origin}/#/organisations`);
  await page.getByTestId('organisation-list').getByText(ownName).click();
  await page.getByTestId('organisation-facts').waitFor();
  await looks(t, seat, 'organisation');
  return given;
}

/** The head of what was just filed. */
async function keepRoster(t: Test, seat: Seat, address: string): Promise<void> {
  const { page } = seat;
  await page.goto(`${address}/#/groups`);
  await page.getByTestId('members').click();
  await page.getByTestId('member-name').fill('周新来');
  await page.getByTestId('member-phone').fill('23972000000');
  await page.getByTestId('add-member').click();
  await page.locator('.field-error:not(:empty)').waitFor();
  await page.getByTestId('member-phone').fill('13972000099');
  await page.getByTestId('add-member').click();
  await page.getByTestId('member-added').getByText('周**').waitFor();
  await page.getByTestId('members').getByText('周**').waitFor();
  await looks(t, seat, 'roster');
  const people = page.getByTestId('members').locator('li');
  const added = people.filter({ hasText: '周**' });
  await added.getByTestId('disclose-member').click();
  await added.getByTestId('return-reason').fill('通知开会');
  await looks(t, seat, 'phone-asked');
  await added.getByTestId('return-yes').click();
  await people.getByText('周新来 13972000099').waitFor();
  await page.getByTestId('remove-member').nth(1).click();
  await page.getByTestId('confirm-yes').click();
  await people.nth(peopleNeeded).waitFor({ state: 'detached' });
  await page.getByTestId('import-members').click();
  const rows = [memberRow(1), memberRow(2, { phone: '23972000000' }), memberRow(3)];
  await importFile(page, csvOf('members', rows), { fresh: 2, bad: 1 });
  await looks(t, seat, 'members-imported');
  await page.goto(`${address}/#/groups`);
  await page.getByTestId('members').click();
  await people.nth(peopleNeeded + 1).waitFor();
  t.equal(await people.count(), peopleNeeded + 2, 'ten, one more, one less, two from the file');
}

/** The head did not hand the filing in, and keeps the roster without the form. */
async function change(t: Test, seat: Seat, address: string): Promise<void> {
  const { page } = seat;
  await page.goto(`${address}/#/groups`);
  await page.getByTestId('change').click();
  await page.getByTestId('venue').fill('新活动室');
  await page.getByTestId('step-on').click();
  await page.getByTestId('new-leader').waitFor();
  const party = page.getByTestId('party').locator('input');
  await party.nth(0).fill('党一');
  await party.nth(1).fill('13972000088');
  await looks(t, seat, 'change-people');
  await page.getByTestId('step-on').click();
  await page.getByTestId('commitment').check();
  await page.getByTestId('step-on').click();
  await page.getByTestId('filing-community_review').waitFor();
  const people = page.getByTestId('people');
  await people.getByText(`成员（${peopleNeeded + 2} 人）`).waitFor();
  await people.getByText('党一 13972000088').waitFor();
  await page.goto(`${address}/#/groups`);
  await page.getByTestId('change').click();
  await page.getByTestId('change-open').waitFor();
}

async function importVolunteers(t: Test, seat: Seat, address: string): Promise<void> {
  const { page } = seat;
  await page.goto(`${address}/#/administration/imports`);
  await looks(t, seat, 'imports');
  const rows = [volunteerRow(1), volunteerRow(2), volunteerRow(3, { skills: '魔法' })];
  await importFile(page, csvOf('volunteers', rows), { fresh: 2, bad: 1 });
  await looks(t, seat, 'imported');
  const [errors] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('error-file').click(),
  ]);
  t.match(errors.suggestedFilename(), /xlsx$/);
  await page.getByTestId('another-file').click();
  await page.getByTestId('own-imports').locator('a').first().click();
  await page.getByTestId('import').getByTestId('rows-taken').getByText('2').waitFor();
}

/** Checks a file, which writes nothing, and then takes the good rows. */
async function importFile(
  page: Page,
  file: Buffer,
  { fresh, bad }: { fresh: number; bad: number },
): Promise<void> {
  const upload = { name: '名单.csv', mimeType: 'text/csv', buffer: file };
  await page.getByTestId('import-file').setInputFiles(upload);
  await page.getByTestId('check-file').click();
  await page.getByTestId('rows-wouldBe').getByText(String(fresh), { exact: true }).waitFor();
  await page.getByTestId('rows-bad').getByText(String(bad), { exact: true }).waitFor();
  await page.getByTestId('faults').locator('li').first().waitFor();
  await page.getByTestId('import-now').click();
  await page.getByTestId('rows-taken').getByText(String(fresh), { exact: true }).waitFor();
}
