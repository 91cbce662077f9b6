import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import type { Seat } from '../support/browser.ts';
import { type House, inBrowser } from '../support/in-browser.ts';

const phones = {
  volunteer: '13801000001',
  neighbour: '13801000002',
  station: '13802000001',
  merchant: '13803000001',
  streetOffice: '13804000001',
};
const title = '春节前入户送福字';
/** Centipoints taken at the till and given back. */
const spent = 150;

type Town = Record<keyof typeof phones, Seat>;
type Look = (seat: Seat, screen: string) => Promise<void>;

inBrowser('the whole story by clicking, each in a browser of their own', async (t, house) => {
  const town: Town = {
    volunteer: await house.take('volunteer', 'phone'),
    neighbour: await house.take('neighbour', 'phone'),
    station: await house.take('station', 'desk'),
    merchant: await house.take('merchant', 'desk'),
    streetOffice: await house.take('streetOffice', 'desk'),
  };
  let screens = 0;
  const look: Look = async (seat, screen) => {
    const number = String(++screens).padStart(2, '0');
    t.same(await seat.inspect(`${number}-${screen}`), [], `${screen}: accessible, fits the screen`);
    t.same(seat.faults(), [], `${screen}: nothing went wrong`);
  };

  await signEverybodyIn(town, house, look);
  await join(house, look);
  await lookAtRegistrations(town, look);
  const id = await publish(t, town, look);
  await signUp(t, town, id, look);
  await attend(t, town, id, look);
  await settle(t, town, id, look);
  await payAndRefund(t, town, look);
  await giveAndTakeBack(t, town, look);
  await inEnglish(t, town, look);
  t.same(
    Object.values(town).flatMap((seat) => seat.faults()),
    [],
    'nothing went wrong at any seat',
  );

  await house.browser.close();
  await house.product.stop();
  const books = await house.product.checkBooks();
  t.equal(books.code, 0, `the books are right: ${books.output.trim().split('\n').at(-1)}`);
});

async function signEverybodyIn(town: Town, { address }: House, look: Look): Promise<void> {
  const { neighbour, ...others } = town;
  await neighbour.page.goto(address);
  await look(neighbour, 'sign-in');
  await neighbour.page.getByTestId('phone').fill(phones.neighbour);
  await neighbour.page.getByTestId('request-code').click();
  await neighbour.page.getByTestId('use-demo-code').waitFor();
  await look(neighbour, 'sign-in-code');
  await enter(neighbour.page);
  const entering = Object.entries(others).map(async ([role, { page }]) => {
    await page.goto(address);
    await page.getByTestId(`demo-login-${phones[role as keyof typeof phones]}`).click();
    await enter(page);
  });
  await Promise.all(entering);
}

/** Somebody new registers, by clicking, has a home at once, takes their data along and leaves. */
async function join(house: House, look: Look): Promise<void> {
  const newcomer = await house.take('newcomer', 'phone');
  const { page } = newcomer;
  await page.goto(house.address);
  await page.getByTestId('phone').fill('13912340001');
  await page.getByTestId('request-code').click();
  await enter(page);
  await page.getByTestId('name').fill('孟小暖');
  await page.getByTestId('own-idNumber').fill('120116201206151010');
  await page.getByTestId('guardian-name').waitFor();
  await page.getByTestId('own-idNumber').fill('120101199003071235');
  for (const level of ['district', 'street', 'community'])
    await page.getByTestId(level).selectOption({ index: 1 });
  await look(newcomer, 'registration');
  await page.getByTestId('step-next').click();
  // Nobody goes on without saying what for.
  await page.getByTestId('step-next').click();
  await page.getByText('请至少选一项服务').waitFor();
  await page.getByTestId('categories-SC17').check();
  await look(newcomer, 'registration-categories');
  await page.getByTestId('step-next').click();
  await page.getByTestId('skills-cooking').check();
  await look(newcomer, 'registration-skills');
  await page.getByTestId('step-next').click();
  await page.getByTestId('times-6-morning').check();
  await look(newcomer, 'registration-times');
  await page.getByTestId('step-next').click();
  await page.getByTestId('consent-location').getByTestId('show-agree').click();
  await page.getByTestId('declaration').check();
  await look(newcomer, 'registration-declaration');
  await page.getByTestId('register').click();
  await page.getByTestId('tab-home').waitFor();
  await look(newcomer, 'newcomer-home');
  await page.getByTestId('account').click();
  await page.getByTestId('withdraw-location').waitFor();
  await look(newcomer, 'own-data');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('download-data').click(),
  ]);
  const data = await readFile(await file.path(), 'utf8');
  if (!data.includes('孟小暖')) throw new Error('the file does not tell the name');
  await page.getByTestId('withdraw-location').click();
  await page.getByTestId('confirm-yes').click();
  await page.getByTestId('consent-location').waitFor({ state: 'detached' });
  await page.getByTestId('leave').click();
  await page.getByTestId('confirm-yes').click();
  await page.getByTestId('phone').waitFor();
}

/** The street looks at the registrations of its area, and at one. */
async function lookAtRegistrations({ streetOffice }: Town, look: Look): Promise<void> {
  const { page } = streetOffice;
  await page.getByTestId('volunteers').click();
  await page.getByTestId('state-filter').selectOption('active');
  await page.getByTestId('volunteer-list').locator('a').first().waitFor();
  await look(streetOffice, 'registrations');
  await page.getByTestId('volunteer-list').locator('a').first().click();
  await page.getByTestId('state-active').waitFor();
  await look(streetOffice, 'one-registration');
  await page.getByTestId('suspend').click();
  await page.getByTestId('return-reason').fill('核实情况');
  await page.getByTestId('return-yes').click();
  await page.getByTestId('state-suspended').waitFor();
  await page.getByTestId('resume').click();
  await page.getByTestId('state-active').waitFor();
  await page.goto(`${page.url().split('#')[0]}#/administration`);
}

async function enter(page: Page): Promise<void> {
  await page.getByTestId('use-demo-code').click();
  await page.getByTestId('sign-in').click();
  await page.getByTestId('sign-out').waitFor();
}

async function publish(t: Test, town: Town, look: Look): Promise<string> {
  const { station, streetOffice } = town;
  const { page } = station;
  const earlier = page.getByTestId('station-activities').locator('a');
  await earlier.first().waitFor();
  await look(station, 'station-home');

  await page.getByTestId('publish-activity').click();
  await page.getByTestId('title').fill(title);
  await page.getByTestId('category').selectOption('SC17');
  await page.getByTestId('content').fill('给独居老人送福字，陪他们聊一会儿。');
  await page.getByTestId('riskNote').fill('楼道灯光较暗，请扶好栏杆，雨雪天注意防滑。');
  await page.getByTestId('placeName').fill('新兴南里社区活动室');
  await page.getByTestId('use-position').click();
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('[data-testid=longitude]')?.value !== '',
  );
  t.equal(
    await page.getByTestId('latitude').inputValue(),
    '39.125600',
    'the form takes the position',
  );
  await page.getByTestId('startsAt').fill(townTime(-1));
  await page.getByTestId('endsAt').fill(townTime(119));
  await page.getByTestId('capacity').fill('5');
  await look(station, 'publish');
  await page.getByTestId('publish').click();
  await page.locator('[data-testid=activity-state][data-state=pending_review]').waitFor();
  await look(station, 'submitted');
  const id = page.url().split('/').at(-1)!;
  await page.getByTestId('back').click();
  // The list as it was is shown at once, the new one replaces it when it arrives.
  await page.getByTestId(`activity-${id}`).waitFor();
  t.match(await earlier.first().textContent(), title, 'the newest comes first');
  await page.getByTestId(`activity-${id}`).click();

  await openReview(streetOffice, id);
  await look(streetOffice, 'review');
  await returnToStation(town, look);
  await openReview(streetOffice, id);
  const street = streetOffice.page;
  await street.getByTestId('approve').click();
  await street.getByTestId('decided').waitFor();
  await look(streetOffice, 'approved');
  t.match(
    await street.locator('main').textContent(),
    /楼道灯光较暗.*请结伴/,
    'the street reads the risk note, with what was added',
  );
  return id;
}

async function openReview({ page }: Seat, id: string): Promise<void> {
  await page.goto(page.url().replace(/#.*/, '#/administration'));
  await page.reload();
  await page.getByTestId(`activity-${id}`).click();
  await page.getByTestId('approve').waitFor();
}

/** The street asks for more, and the clerk adds it to what is there instead of writing all anew. */
async function returnToStation({ station, streetOffice }: Town, look: Look) {
  await streetOffice.page.getByTestId('return').click();
  await streetOffice.page.getByTestId('return-reason').fill('请补充夜间出行的提示。');
  await streetOffice.page.getByTestId('return-yes').click();
  await streetOffice.page.getByTestId('decided').waitFor();

  const { page } = station;
  await page.reload();
  await page.getByTestId('mend-activity').waitFor();
  await look(station, 'returned');
  await page.getByTestId('mend-activity').click();
  const riskNote = page.getByTestId('riskNote');
  await riskNote.fill(`${await riskNote.inputValue()}天黑后请结伴。`);
  await look(station, 'mend');
  await page.getByTestId('publish').click();
  await page.locator('[data-testid=activity-state][data-state=pending_review]').waitFor();
}

async function signUp(t: Test, town: Town, id: string, look: Look): Promise<void> {
  await look(town.volunteer, 'volunteer-home');
  for (const seat of [town.volunteer, town.neighbour]) {
    await seat.page.getByTestId('tab-activities').click();
    await seat.page.getByTestId(`activity-${id}`).waitFor();
    if (seat === town.volunteer) await look(seat, 'activities');
    await seat.page.getByTestId(`activity-${id}`).click();
    await seat.page.getByTestId('sign-up').waitFor();
    if (seat === town.volunteer) await look(seat, 'activity');
    await seat.page.getByTestId('sign-up').click();
    await myState(seat, 'applied').waitFor();
  }
  await look(town.volunteer, 'signed-up');

  const { page } = town.station;
  // The page asks again by itself: nobody reloads it.
  await page.getByTestId('admit-all').waitFor();
  await page.getByText('录取全部 2 人').waitFor();
  await look(town.station, 'sign-ups');
  await page.getByTestId('admit-all').click();
  await page.getByText('已录取 2 人').waitFor();
  t.equal(await page.locator('[data-testid=attendance] li').count(), 2, 'both are expected');
  await look(town.station, 'admitted');
}

async function attend(t: Test, town: Town, id: string, look: Look): Promise<void> {
  const { volunteer, neighbour, station } = town;
  // A reload on the way: the session goes on by its cookie.
  await volunteer.page.reload();
  await myState(volunteer, 'admitted').waitFor();
  await look(volunteer, 'my-admission');
  await volunteer.page.getByTestId('check-in').click();
  await volunteer.page.getByTestId('attend').waitFor();
  await look(volunteer, 'check-in');
  const comeCode = await showCode(station, 'check-in', look);
  await typeCode(volunteer.page, comeCode);
  await look(volunteer, 'checked-in');

  // The neighbour scans instead: the code on the screen is a link that carries it.
  await neighbour.page.goto(`${address(neighbour)}#/activities/${id}/check-in?code=${comeCode}`);
  await neighbour.page.getByTestId('attend').click();
  await neighbour.page.getByTestId('attend-done').waitFor();

  await volunteer.page.getByTestId('attend-close').click();
  await myState(volunteer, 'checked_in').waitFor();
  await station.page.getByTestId('close-code').click();
  await station.page.locator('[data-testid=attendance] li[data-state=checked_in]').nth(1).waitFor();
  t.equal(
    await station.page.getByTestId('attendance-count').textContent(),
    '到场 2 人，录取 2 人',
    'the station sees who came',
  );
  await look(station, 'attendance');

  await volunteer.page.getByTestId('check-out').click();
  await volunteer.page.getByTestId('attend').waitFor();
  await typeCode(volunteer.page, await showCode(station, 'check-out', look));
  await look(volunteer, 'checked-out');
  await volunteer.page.getByTestId('attend-close').click();
  await myState(volunteer, 'checked_out').waitFor();
  await look(volunteer, 'after-check-out');
  await station.page.getByTestId('close-code').click();
}

async function showCode(
  station: Seat,
  step: 'check-in' | 'check-out',
  look: Look,
): Promise<string> {
  await station.page.getByTestId(`${step}-code`).click();
  const shown = station.page.getByTestId('attendance-code');
  await shown.waitFor();
  await look(station, `${step}-code`);
  return ((await shown.textContent()) ?? '').replace(/\D/g, '');
}

async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByTestId('attendance-code').fill(code);
  await page.getByTestId('attend').click();
  await page.getByTestId('attend-done').waitFor();
}

async function settle(t: Test, { station }: Town, id: string, look: Look): Promise<void> {
  const { page } = station;
  await page.getByTestId('settle').click();
  await page.getByText('还有 1 人没有签退').waitFor();
  await look(station, 'settle-dialog');
  await page.getByTestId('confirm-yes').click();
  await page.locator('[data-testid=settlement][data-state=settled]').waitFor();
  const held = page.getByTestId('held-lines').locator('li');
  await held.nth(1).waitFor();
  await look(station, 'settled');
  t.equal(await page.getByTestId('settlement-total').textContent(), '2');
  t.equal(await page.getByTestId('settlement-waiting').textContent(), '0');
  t.equal(
    await page.getByTestId('settlement-held').textContent(),
    '2',
    'nobody served long enough',
  );
  const reasons = await held.locator('.row-state').allInnerTexts();
  t.equal(new Set(reasons).size, 2, `each is held for a reason of its own: ${reasons.join(' / ')}`);
  t.notOk(reasons.some((reason) => reason.trim() === ''));

  await page.getByTestId('back').click();
  await page.locator(`[data-testid=activity-${id}] [data-state=closed]`).waitFor();
}

async function payAndRefund(t: Test, { volunteer, merchant }: Town, look: Look): Promise<void> {
  const phone = volunteer.page;
  const till = merchant.page;
  await phone.getByTestId('tab-home').click();
  const before = await balanceOf(phone);
  t.ok(before >= spent, `there are points to spend: ${before}`);
  const shopBefore = await pointsIn(till, 'merchant-balance');

  await phone.getByTestId('show-pay-code').click();
  await phone.getByTestId('pay-code').waitFor();
  await look(volunteer, 'pay-code');
  const code = (await phone.getByTestId('pay-code').textContent()) ?? '';
  await look(merchant, 'till');
  await till.getByTestId('amount').fill('1.50');
  await till.getByTestId('pay-code').fill(code);
  await till.getByTestId('redeem').click();
  await till.getByTestId('received').waitFor();
  t.match(await till.getByTestId('received').textContent(), /1\.50/, 'the till shows the amount');
  await look(merchant, 'received');
  await phone.getByTestId('paid').waitFor();
  t.match(await phone.getByTestId('paid').textContent(), /已支付[\s\S]*1\.50/, 'so does the phone');
  await look(volunteer, 'paid');

  await till.getByTestId('next-redemption').click();
  await pointsIn(till, 'merchant-balance', shopBefore + spent);
  const latest = till.getByTestId('redemptions').locator('li').first();
  await latest.getByRole('button').click();
  await till.getByTestId('confirm-dialog').waitFor();
  await look(merchant, 'refund-dialog');
  await till.getByTestId('confirm-yes').click();
  await till.locator('[data-testid=redemptions] li:first-child[data-state=refunded]').waitFor();
  await pointsIn(till, 'merchant-balance', shopBefore);
  await look(merchant, 'refunded');

  await phone.getByTestId('paid-statement').click();
  const lines = phone.getByTestId('statement-line');
  await lines.nth(1).waitFor();
  await look(volunteer, 'statement');
  const [refund, payment] = await lines.allInnerTexts();
  t.match(refund, /退回积分 1\.50 分\s+\+1\.50/, 'the refund in words');
  t.match(payment, /用积分 1\.50 分\s+−1\.50/, 'the payment in words');
  await phone.getByTestId('show-HOURS').click();
  await lines.first().waitFor();
  await look(volunteer, 'statement-hours');
  await phone.getByTestId('tab-home').click();
  t.equal(await balanceOf(phone, before), before, 'the balance is back');
}

/** What the street may give, it is offered; what it gave, it may take back. */
async function giveAndTakeBack(t: Test, { streetOffice }: Town, look: Look): Promise<void> {
  const { page } = streetOffice;
  await page.getByTestId('face-grants').click();
  const cards = page.getByTestId('grants').locator('section');
  await cards.first().waitFor();
  const before = await cards.count();
  await look(streetOffice, 'grants');
  await page.getByTestId('give-role').click();
  await page.getByTestId('role').selectOption('liaison_officer');
  await page.getByTestId('scope').selectOption({ index: 1 });
  await page.getByTestId('phone').fill('13912345678');
  await look(streetOffice, 'grant-form');
  const offered = await page.getByTestId('role').locator('option').allInnerTexts();
  t.notOk(offered.includes('市民政'), 'only what it may give');
  await page.getByTestId('grant').click();
  await page.getByTestId('given').waitFor();
  t.match(await page.getByTestId('given').textContent(), /139\*{4}5678.*志愿服务联系员/);
  await look(streetOffice, 'given');
  await page.getByTestId('back').click();
  await cards.nth(before).waitFor();
  await cards.first().getByRole('button').click();
  await page.getByTestId('confirm-dialog').waitFor();
  await look(streetOffice, 'revoke-dialog');
  await page.getByTestId('confirm-yes').click();
  await cards.first().getByText('已收回').waitFor();
  await look(streetOffice, 'revoked');
}

async function inEnglish(
  t: Test,
  { volunteer: { page }, volunteer }: Town,
  look: Look,
): Promise<void> {
  await page.getByTestId('tab-statement').click();
  await page.getByTestId('language').click();
  await page.locator('html[lang=en]').waitFor();
  await page.getByText('gave back 1.50 points').waitFor();
  t.match(await page.title(), /Linli/, 'the title of the page follows');
  await look(volunteer, 'english');
}

const myState = ({ page }: Seat, state: string) =>
  page.locator(`[data-testid=my-state][data-state=${state}]`);

const address = ({ page }: Seat): string =>
  new URL(page.url()).origin + new URL(page.url()).pathname;

const balanceOf = (page: Page, expected?: number) => pointsIn(page, 'balance-points', expected);

/** Centipoints that the page shows there, once it shows any, or once it shows `expected`. */
async function pointsIn(page: Page, testId: string, expected?: number): Promise<number> {
  const words = expected === undefined ? /\d\.\d\d/ : (expected / 100).toFixed(2);
  const shown = page.getByTestId(testId).filter({ hasText: words });
  await shown.waitFor();
  const [figure = ''] = /\d+\.\d\d/.exec((await shown.textContent()) ?? '') ?? [];
  return Number(figure.replace('.', ''));
}

/** What a `datetime-local` field takes, in the town's time, so many minutes from now. */
function townTime(minutesFromNow: number): string {
  const at = new Date(Date.now() + minutesFromNow * 60_000);
  return at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 16).replace(' ', 'T');
}
