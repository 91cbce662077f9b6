import t, { type Test } from 'tap';
import {
  findChromium,
  openBrowser,
  type Place,
  type Seat,
  signInByPhone,
  startProduct,
  takeSeat,
} from '../support/browser.ts';

const where: Place = { latitude: 39.1256, longitude: 117.1902, accuracy: 10 };
const peopleNeeded = 10;

const chromium = findChromium();
if (chromium === undefined) {
  t.pass('no chromium on this machine: filing is not seen in a browser');
} else {
  t.setTimeout(180_000);
  t.test('a group is filed by clicking', { timeout: 180_000 }, async (t) => {
    const [product, browser] = await Promise.all([startProduct(), openBrowser(chromium)]);
    t.teardown(async () => {
      await browser.close();
      await product.stop();
      await product.remove();
    });
    const seat = async (name: string, device: 'phone' | 'desk', phone: string) => {
      const taken = await takeSeat(browser, name, device, where);
      await signInByPhone(taken, product.address, phone);
      return taken;
    };
    const applicant = await seat('applicant', 'phone', '13801000001');
    const committee = await seat('committee', 'desk', '13805000001');
    const street = await seat('street', 'desk', '13804000001');
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
    for (const each of [applicant, committee, street]) {
      const faults = each.faults().filter((fault) => !/status of 4\d\d/.test(fault));
      t.same(faults, [], 'nothing went wrong');
    }
  });
}

async function looks(t: Test, seat: Seat, screen: string): Promise<void> {
  t.same(await seat.inspect(`filing-${screen}`), [], `${screen}: accessible, fits the screen`);
}

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
  await page.getByTestId('name').fill('新兴街道夕阳红互助队');
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
  await page.getByTestId('waiting-filings').getByText('1', { exact: true }).waitFor();
  await looks(t, seat, 'desk');
  await page.getByTestId('waiting-filings').click();
  await page.getByTestId('filings-review').locator('a').first().click();
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
  await page.getByTestId('filings-review').locator('a').first().click();
  await looks(t, seat, 'decision');
  await page.getByTestId('file').click();
  const number = page.getByTestId('filing-number').locator('p.big-digits');
  await number.waitFor();
  const given = await number.innerText();
  t.match(given, /^B120101004\d{8}$/);
  await page.goto(`${new URL(page.url()).origin}/#/organisations`);
  await page.getByTestId('organisation-list').getByText('新兴街道夕阳红互助队').click();
  await page.getByTestId('organisation-facts').waitFor();
  await looks(t, seat, 'organisation');
  return given;
}
