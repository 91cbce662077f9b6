import type { Test } from 'tap';
import type { Seat } from '../support/browser.ts';
import { inBrowser, looksIn, wellBehaved } from '../support/in-browser.ts';

const logins = { street: '13804000001', committee: '13805000001', volunteer: '13801000001' };
const club = '新兴街道书画协会';

const looks = looksIn('bodies');

inBrowser('organisations and stations', async (t, house) => {
  const sit = (who: keyof typeof logins, device: 'phone' | 'desk') =>
    house.sit(who, device, logins[who]);
  const street = await sit('street', 'desk');
  await t.test('a street enters a body, which joins the hub', (t) =>
    enterBodies(t, street, house.address),
  );
  await t.test('a committee prepares a station, the street opens it', async (t) =>
    openStation(t, await sit('committee', 'phone'), street, house.address),
  );
  await t.test('whoever is not signed in finds a station, its hours and its line', async (t) =>
    findStation(t, await house.take('visitor', 'phone'), house.address),
  );
  await t.test('a volunteer changes what one offers', async (t) =>
    changeOffer(t, await sit('volunteer', 'phone'), house.address),
  );
});

async function enter(seat: Seat, body: Record<string, string>): Promise<void> {
  const { page } = seat;
  const { kind, type, region, ...texts } = body;
  await page.getByTestId('organisation-kind').selectOption(kind!);
  await page.getByTestId('organisation-type').selectOption(type!);
  await page.getByTestId('organisation-region').selectOption(region!);
  for (const [field, words] of Object.entries(texts))
    await page.getByTestId(`organisation-${field}`).fill(words);
  await page.getByTestId('save-organisation').click();
}

async function enterBodies(t: Test, seat: Seat, address: string): Promise<void> {
  const { page } = seat;
  await page.getByTestId('organisations').click();
  const asHub = { kind: 'registered', type: 'hub', region: '120101004', name: club };
  await enter(seat, { ...asHub, code: '51120101MJ00000201', leader: '13912340002' });
  await page.locator('[data-testid=organisation-code][aria-invalid=true]').waitFor();
  await looks(t, seat, 'code-wrong');
  await page.getByTestId('organisation-code').fill('51120101MJ00000200');
  await page.getByTestId('save-organisation').click();
  await page.getByText('每个街道只能有一个').waitFor();
  await page.getByTestId('organisation-type').selectOption('culture_sports');
  await page.getByTestId('save-organisation').click();
  await page.getByTestId('join-hub').click();
  await page.getByTestId('leave-hub').waitFor();
  await looks(t, seat, 'member-of-hub');
  await page.getByTestId('edit-organisation').click();
  await page.getByTestId('organisation-name').fill(`${club}（老年）`);
  await page.getByTestId('save-organisation').click();
  await page.getByRole('heading', { name: `${club}（老年）` }).waitFor();
  await page.getByTestId('hub-membership').locator('a').click();
  await page.getByTestId('organisation-facts').getByText('枢纽型').waitFor();
  await page.getByTestId('hub-bodies').click();
  await page.getByTestId('organisation-list').getByText(`${club}（老年）`).waitFor();
  const bodies = page.getByTestId('organisation-list').locator('a');
  t.equal(await bodies.count(), 2, 'and the one of the demonstration');
  await page.goto(`${address}/#/organisations`);
  await page.getByTestId('filter-name').fill('书画');
  await page.getByTestId('search-name').click();
  await page.getByTestId('organisation-list').getByText(`${club}（老年）`).waitFor();
  t.equal(await bodies.count(), 1);
  await page.getByTestId('filter-candidates').check();
  await page.getByText('没有符合条件的组织').waitFor();
  await page.goto(`${address}/#/administration/annual-reports`);
  await page.getByTestId('annual-reports').locator('[data-state=exempt]').waitFor();
  await looks(t, seat, 'annual-reports');
  wellBehaved(t, seat);
}

async function openStation(t: Test, committee: Seat, street: Seat, address: string): Promise<void> {
  const { page } = committee;
  await page.goto(`${address}/#/administration/stations`);
  await page.getByTestId('enter-station').click();
  await page.getByTestId('station-name').fill('新兴里第二志愿服务站');
  await page.getByTestId('station-address').fill('新兴里 18 号');
  await page.getByTestId('station-phone').fill('13912340003');
  await page.getByTestId('station-here').click();
  await page.getByTestId('station-place').getByText('39.1256, 117.1902').waitFor();
  for (const item of ['venue', 'team', 'projects', 'facilities', 'rules', 'signs'])
    await page.getByTestId(`item-${item}`).check();
  await page.getByTestId('more-hours').click();
  // Day and hours stand beside each other, also for whoever comes straight to this page.
  const [day, from] = await Promise.all(
    ['select', 'input'].map((field) =>
      page.locator('.hours-line').first().locator(field).first().boundingBox(),
    ),
  );
  t.ok(Math.abs(day!.y - from!.y) < day!.height / 2, 'one line');
  await page.getByTestId('save-station').click();
  await page.locator('[data-testid=station-phone][aria-invalid=true]').waitFor();
  await looks(t, committee, 'station-wrong');
  await page.getByTestId('station-phone').fill('022-27301234');
  await page.getByTestId('save-station').click();
  await page.getByTestId('station-state').getByText('筹建中').waitFor();
  t.equal(await page.getByTestId('station-open').count(), 0, 'who prepares it does not open it');
  await looks(t, committee, 'station-entered');
  const { page: desk } = street;
  await desk.goto(page.url());
  await desk.getByTestId('station-open').click();
  await desk.getByTestId('station-state').getByText('已开放').waitFor();
  wellBehaved(t, committee);
  wellBehaved(t, street);
}

async function findStation(t: Test, seat: Seat, address: string): Promise<void> {
  const { page } = seat;
  await page.goto(address);
  await page.getByTestId('find-station').click();
  await page.getByTestId('district').selectOption('120101');
  await page.getByTestId('street').selectOption('120101004');
  const card = page.getByTestId('station-directory').locator('section').filter({ hasText: '第二' });
  await card.getByText('周一至周五 09:00–17:00；周六 09:00–12:00').waitFor();
  t.equal(await card.locator('a').getAttribute('href'), 'tel:022-27301234');
  await looks(t, seat, 'station-directory');
  wellBehaved(t, seat);
}

async function changeOffer(t: Test, seat: Seat, address: string): Promise<void> {
  const { page } = seat;
  await page.goto(`${address}/#/account`);
  await page.getByTestId('own-offer').click();
  await page.getByTestId('skills-law').check();
  await page.getByTestId('times-3-evening').check();
  await page.getByTestId('show-agree').click();
  await page.getByTestId('own-health').fill('不能久站');
  await looks(t, seat, 'own-offer');
  await page.getByTestId('save-offer').click();
  await page.getByTestId('offer-saved').waitFor();
  await page.reload();
  t.ok(await page.getByTestId('skills-law').isChecked());
  t.ok(await page.getByTestId('times-3-evening').isChecked());
  t.equal(await page.getByTestId('own-health').inputValue(), '', 'what is sealed is not shown');
  wellBehaved(t, seat);
}
