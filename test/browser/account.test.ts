import { setTimeout as sleep } from 'node:timers/promises';
import { TOTP } from 'otpauth';
import type { Test } from 'tap';
import { type Seat, signInByPhone } from '../support/browser.ts';
import { inBrowser, looksIn } from '../support/in-browser.ts';
import { goodPassword } from '../support/staff.ts';

const officePhone = '13804000001';
const stepMilliseconds = 30_000;

/** What the authenticator shows so many half minutes from now. */
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + steps * stepMilliseconds });

const looks = looksIn('account');

inBrowser('accounts', async (t, { address, take }) => {
  await t.test('staff set up two factors, and sign in with both', async (t) => {
    await enrolAndComeBack(t, await take('office', 'desk'), address);
  });
  await t.test('phones are taken as people write them, and refusals said in words', async (t) => {
    await enterPhones(t, await take('phones', 'phone'), address);
  });
  await t.test('a volunteer sets a PIN on the phone to pay more', async (t) => {
    await payMore(t, await take('volunteer', 'phone'), address);
  });
});

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
  const codes = await page.getByTestId('recovery-codes').locator('li').allTextContents();
  t.equal(codes.length, 10);
  await looks(t, seat, 'recovery-codes');
  // The renewal that follows is answered late, and must not sign in again whoever has signed out meanwhile.
  let answered = Promise.resolve();
  await page.route('**/v1/access-tokens', (route) => {
    answered = (async () => {
      const response = await route.fetch();
      await sleep(1_000);
      await route.fulfill({ response });
    })();
  });
  await page.getByTestId('codes-kept').click();
  await page.getByTestId('recovery-codes').waitFor({ state: 'detached' });
  await page.getByTestId('sign-out').click();
  await page.getByTestId('show-staff').waitFor();
  await answered;
  await page.unroute('**/v1/access-tokens');

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
  await changeSecondFactor(t, seat, codes);
  await page.getByTestId('sign-out-everywhere').click();
  await page.getByTestId('confirm-yes').click();
  await page.getByTestId('sign-in').waitFor();
  const faults = seat.faults().filter((fault) => !/status of 4\d\d/.test(fault));
  t.same(faults, [], 'nothing went wrong');
}

/** A new telephone without the old one, and new codes after that. */
async function changeSecondFactor(t: Test, seat: Seat, codes: string[]): Promise<void> {
  const { page } = seat;
  t.match(await page.getByTestId('codes-left').textContent(), '10');
  await page.getByTestId('new-authenticator').click();
  await page.getByTestId('begin-change').click();
  const secret = (await page.getByTestId('secret').getAttribute('data-secret')) ?? '';
  await page.getByTestId('authenticator-code').fill(codeOf(secret));
  await page.getByTestId('password').fill(goodPassword);
  await page.getByTestId('present-code').fill('000000');
  await page.getByTestId('confirm-change').click();
  await page.getByText('动态口令不对').waitFor();
  await looks(t, seat, 'new-authenticator');
  await page.getByTestId('present-code').fill(codes[0]!);
  await page.getByTestId('authenticator-code').fill(codeOf(secret));
  await page.getByTestId('confirm-change').click();
  await page.getByTestId('authenticator-changed').waitFor();
  await page.getByText('账号与安全').last().click();
  await page.getByTestId('codes-left').filter({ hasText: '9' }).waitFor();
  await page.getByTestId('new-codes').click();
  await page.getByTestId('password').fill(goodPassword);
  await page.getByTestId('present-code').fill(codes[1]!);
  await page.getByTestId('make-codes').click();
  await page.getByTestId('recovery-codes').waitFor();
  await looks(t, seat, 'new-codes');
  await page.getByTestId('codes-kept').click();
  await page.getByTestId('codes-left').filter({ hasText: '10' }).waitFor();
}

async function enterPhones(t: Test, seat: Seat, address: string): Promise<void> {
  const { page } = seat;
  await page.goto(address);
  const button = page.getByTestId('request-code');
  for (const [typed, shown, words] of [
    ['', '', '请先填手机号'],
    ['138 1234', '1381234', '还差 4 位'],
    ['+86 138 1234 5678', '13812345678', '获取验证码'],
    ['0086-138-1234-5678', '13812345678', '获取验证码'],
    ['１３８１２３４５６７８', '13812345678', '获取验证码'],
    ['138123456789', '138123456789', '手机号不对'],
  ] as const) {
    await page.getByTestId('phone').fill(typed);
    t.equal(await page.getByTestId('phone').inputValue(), shown, typed);
    t.match(await button.textContent(), words, typed);
    t.equal(await button.isEnabled(), words === '获取验证码', typed);
  }
  await page.goto(`${address}/#/sign-in-refused/provider_person_unknown`);
  await page.reload();
  await page.getByTestId('provider-refused').waitFor();
  t.match(await page.getByTestId('provider-refused').textContent(), '不属于本系统的工作人员');
  t.equal(await page.getByTestId('staff-sign-in').count(), 1, 'where staff sign in');
  t.match(await page.getByTestId('forgotten').textContent(), '安全管理员');
  await looks(t, seat, 'provider-refused');
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
