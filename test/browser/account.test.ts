import { TOTP } from 'otpauth';
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
import { goodPassword } from '../support/staff.ts';

const where: Place = { latitude: 39.1256, longitude: 117.1902, accuracy: 10 };
const officePhone = '13804000001';
const stepMilliseconds = 30_000;

/** What the authenticator shows so many half minutes from now. */
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + steps * stepMilliseconds });

const chromium = findChromium();
if (chromium === undefined) {
  t.pass('no chromium on this machine: accounts are not seen in a browser');
} else {
  t.setTimeout(180_000);
  t.test('accounts in a browser', { timeout: 180_000 }, async (t) => {
    const [product, browser] = await Promise.all([startProduct(), openBrowser(chromium)]);
    t.teardown(async () => {
      await browser.close();
      await product.stop();
      await product.remove();
    });
    await t.test('staff set up two factors, and sign in with both', async (t) => {
      await enrolAndComeBack(t, await takeSeat(browser, 'office', 'desk', where), product.address);
    });
    await t.test('a volunteer sets a PIN on the phone to pay more', async (t) => {
      await payMore(t, await takeSeat(browser, 'volunteer', 'phone', where), product.address);
    });
  });
}

async function looks(t: Test, seat: Seat, screen: string): Promise<void> {
  t.same(await seat.inspect(`account-${screen}`), [], `${screen}: accessible, fits the screen`);
}

async function enrolAndComeBack(t: Test, seat: Seat, address: string): Promise<void> {
  const { page } = seat;
  await signInByPhone(seat, address, officePhone);
  await page.getByTestId('account').click();
  await looks(t, seat, 'account');
  await page.getByTestId('enrol').click();
  await page.getByTestId('new-password').fill('Password123!');
  await page.getByTestId('set-password').click();
  await page.getByText('太常见').waitFor();
  await looks(t, seat, 'password');
  await page.getByTestId('new-password').fill(goodPassword);
  await page.getByTestId('set-password').click();
  const shown = page.getByTestId('secret');
  const secret = (await shown.getAttribute('data-secret')) ?? '';
  const uri = await page.getByTestId('qr-code').getAttribute('data-text');
  t.match(uri, new RegExp(`^otpauth://totp/.*secret=${secret}`));
  await looks(t, seat, 'authenticator');
  await page.getByTestId('authenticator-code').fill(codeOf(secret));
  await page.getByTestId('confirm-authenticator').click();
  await page.getByTestId('recovery-codes').waitFor();
  t.equal(await page.getByTestId('recovery-codes').locator('li').count(), 10);
  await looks(t, seat, 'recovery-codes');
  await page.getByTestId('codes-kept').click();
  await page.getByTestId('recovery-codes').waitFor({ state: 'detached' });
  await page.getByTestId('sign-out').click();

  await page.getByTestId('show-staff').click();
  await looks(t, seat, 'staff-sign-in');
  await page.getByTestId('phone').fill(officePhone);
  await page.getByTestId('password').fill(goodPassword);
  await page.getByTestId('authenticator-code').fill(codeOf(secret));
  await page.getByTestId('staff-sign-in').click();
  await page.getByText('每个动态口令只能用一次').waitFor();
  // The one that confirmed is used up; a phone whose clock is ahead shows the next.
  await page.getByTestId('authenticator-code').fill(codeOf(secret, 1));
  await page.getByTestId('staff-sign-in').click();
  await page.getByTestId('sign-out').waitFor();
  await page.getByTestId('account').click();
  await page.getByTestId('sessions').locator('section').first().waitFor();
  await looks(t, seat, 'sessions');
  await page.getByTestId('sign-out-everywhere').click();
  await page.getByTestId('confirm-yes').click();
  await page.getByTestId('sign-in').waitFor();
  const faults = seat.faults().filter((fault) => !/status of 4\d\d/.test(fault));
  t.same(faults, [], 'nothing went wrong');
}

async function payMore(t: Test, seat: Seat, address: string): Promise<void> {
  const { page } = seat;
  await signInByPhone(seat, address, '13801000001');
  await page.getByTestId('tab-payCode').click();
  const shown = page.getByTestId('pay-code');
  await shown.waitFor();
  const small = await shown.getAttribute('data-code');
  await page.getByTestId('pay-more').click();
  await page.getByTestId('pin').fill('270618');
  await page.getByTestId('give-pin').click();
  await page.getByText('请为这台手机设置').waitFor();
  await looks(t, seat, 'pin');
  await page.getByTestId('pin').fill('270618');
  await page.getByTestId('give-pin').click();
  await page.getByTestId('pin').waitFor({ state: 'detached' });
  await page.waitForFunction(
    (before) =>
      document.querySelector<HTMLElement>('[data-testid="pay-code"]')?.dataset.code !== before,
    small,
  );
  await looks(t, seat, 'pay-code');
  const faults = seat.faults().filter((fault) => !/status of 4\d\d/.test(fault));
  t.same(faults, [], 'nothing went wrong');
}
