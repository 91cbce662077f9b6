import type { Test } from 'tap';
import type { Seat } from '../support/browser.ts';
import { inBrowser, looksIn, wellBehaved } from '../support/in-browser.ts';

const logins = {
  head: '13811000001',
  member: '13811000002',
  hub: '13812000001',
  committee: '13805000001',
  liaison: '13810000001',
  guardian: '13912347102',
};

const looks = looksIn('groups');

inBrowser('the groups of the demonstration', async (t, house) => {
  const sit = (who: keyof typeof logins, device: 'phone' | 'desk') =>
    house.sit(who, device, logins[who]);
  const head = await sit('head', 'phone');
  await t.test('a head registers somebody for the group', (t) => registerForGroup(t, head));
  await t.test('a guardian answers for a child whom the head has registered', async (t) =>
    answerForChild(t, await sit('guardian', 'phone')),
  );
  await t.test('a member sees the group, and leaves it', async (t) =>
    leaveGroup(t, await sit('member', 'phone'), house.address),
  );
  await t.test('the hub advises the street', async (t) =>
    adviseStreet(t, await sit('hub', 'desk')),
  );
  await t.test('the community has its liaison officer, who registers people', async (t) => {
    await seeCoverage(t, await sit('committee', 'desk'));
    const officer = await sit('liaison', 'phone');
    await officer.page.getByTestId('registrations').click();
    await officer.page.getByTestId('assisted-name').waitFor();
    await looks(t, officer, 'liaison-officer');
  });
  await t.test('a head ends the group', (t) => endGroup(t, head, house.address));
});

async function registerForGroup(t: Test, seat: Seat): Promise<void> {
  const { page } = seat;
  await page.getByTestId('register').waitFor();
  await looks(t, seat, 'head-first-page');
  await page.getByTestId('register').click();
  await fillIn(seat, { name: '孟秀英', idNumber: '120101199003071235' });
  await looks(t, seat, 'head-registers');
  await page.getByTestId('assisted-submit').click();
  await page.getByTestId('assisted-done').waitFor();
  t.equal(await page.getByTestId('assisted-look').count(), 0, 'what a desk sees is not shown');
  await page.getByTestId('assisted-next').click();
  await fillIn(seat, { name: '孟小海', idNumber: '120116201406151015' });
  const guardian = { name: '孟大海', relation: '父亲', idNumber: '120101196503071238' };
  for (const [field, words] of Object.entries({ ...guardian, phone: logins.guardian }))
    await page.getByTestId(`guardian-${field}`).fill(words);
  await page.getByTestId('assisted-submit').click();
  await page.getByTestId('assisted-done').waitFor();
  wellBehaved(t, seat);
}

async function fillIn({ page }: Seat, { name, idNumber }: { name: string; idNumber: string }) {
  await page.getByTestId('assisted-name').fill(name);
  await page.getByTestId('assisted-idNumber').fill(idNumber);
  await page.getByTestId('district').selectOption('120101');
  await page.getByTestId('street').selectOption('120101004');
  await page.getByTestId('community').selectOption('120101004002');
  await page.getByTestId('categories-SC17').check();
  await page.getByTestId('times-6-morning').check();
  const decline = page.getByTestId('show-decline');
  if ((await decline.count()) > 0) await decline.click();
  await page.getByTestId('assisted-ground').fill('纸质登记表 2026-041，活动室柜');
  await page.getByTestId('declaration').check();
}

/** An organisation says nothing in the guardian's place: nothing is chosen before. */
async function answerForChild(t: Test, seat: Seat): Promise<void> {
  const { page } = seat;
  await page.getByTestId('ward').getByText('孟').first().waitFor();
  t.ok(await page.getByTestId('ward-agree').isDisabled());
  for (const purpose of ['guardian', 'under_14']) await page.getByTestId(`ward-${purpose}`).check();
  t.ok(await page.getByTestId('ward-agree').isDisabled(), 'the rest is not decided yet');
  await looks(t, seat, 'guardian-asked');
  for (const yes of await page.getByTestId('show-agree').all()) await yes.click();
  await page.getByTestId('ward-agree').click();
  await page.getByTestId('ward-told-agree').waitFor();
  await page.getByTestId('ward-withdraw-location').click();
  await page.getByTestId('ward-told-oneWithdrawn').waitFor();
  await looks(t, seat, 'guardian-agreed');
  await page.getByTestId('ward-withdraw').click();
  await page.getByTestId('confirm-yes').click();
  await page.getByTestId('ward-told-withdrawn').waitFor();
  wellBehaved(t, seat);
}

async function leaveGroup(t: Test, seat: Seat, address: string): Promise<void> {
  const { page } = seat;
  await page.goto(`${address}/#/groups`);
  await page.getByTestId('memberships').getByText('夕阳红互助队').waitFor();
  await looks(t, seat, 'member');
  await page.getByTestId('leave-group').click();
  await page.getByTestId('confirm-yes').click();
  await page.getByTestId('memberships').waitFor({ state: 'detached' });
  wellBehaved(t, seat);
}

async function adviseStreet(t: Test, seat: Seat): Promise<void> {
  const { page } = seat;
  await page.getByTestId('members').waitFor();
  await looks(t, seat, 'hub-first-page');
  await page.getByTestId('face-administration').click();
  await page.getByTestId('filings').click();
  await page.getByTestId('show-area').click();
  await page.getByTestId('filings-area').locator('a', { hasText: '海河合唱团' }).click();
  await page.getByTestId('advise').click();
  await page.getByTestId('return-reason').fill('人员稳定，活动正常，建议备案。');
  await looks(t, seat, 'advice-written');
  await page.getByTestId('return-yes').click();
  await page.getByTestId('advice').getByText('建议备案').waitFor();
  await looks(t, seat, 'advised');
  wellBehaved(t, seat);
}

async function seeCoverage(t: Test, seat: Seat): Promise<void> {
  const { page } = seat;
  await page.getByTestId('liaison-coverage').click();
  await page.getByTestId('show-all').click();
  await page.getByTestId('communities').getByText('138****0001').waitFor();
  await looks(t, seat, 'coverage');
  wellBehaved(t, seat);
}

/** Whoever has ended it leads nothing any more. */
async function endGroup(t: Test, seat: Seat, address: string): Promise<void> {
  const { page } = seat;
  await page.goto(`${address}/#/groups`);
  await page.getByTestId('look').click();
  await page.getByTestId('end-organisation').click();
  await page.getByTestId('return-reason').fill('成员大多搬走了。');
  await looks(t, seat, 'ending');
  await page.getByTestId('return-yes').click();
  await page.locator('p.written', { hasText: '成员大多搬走了。' }).waitFor();
  await page.getByTestId('end-organisation').waitFor({ state: 'detached' });
  await looks(t, seat, 'ended');
  await page.goto(`${address}/#/groups`);
  await page.getByTestId('apply-for-filing').waitFor();
  t.equal(await page.getByTestId('look').count(), 0, 'the role has ended with it');
  wellBehaved(t, seat);
}
