import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { createApp } from '../../src/app.ts';
import { plusMinutes } from '../../src/kit/clock.ts';
import { ensureWebBuilt } from '../../src/web/build.ts';
import { desks } from '../registration/desks.ts';
import {
  findChromium,
  openBrowser,
  type Place,
  type Seat,
  signInByPhone,
  takeSeat,
} from '../support/browser.ts';
import { phones, published } from '../support/steps.ts';
import { type TestTown, testTown, until } from '../support/town.ts';

const where: Place = { latitude: 39.1256, longitude: 117.1902, accuracy: 10 };
/** Longer than an access token lives, so that whatever asks meanwhile would need a new one. */
const stepMinutes = 6;

const chromium = findChromium();
if (chromium === undefined) {
  t.pass('no chromium on this machine: idle pages are not seen in a browser');
} else {
  t.test('idle pages in a browser', { timeout: 240_000 }, async (t) => {
    const town = await testTown(t, { worker: false });
    const app = await createApp(town.deps, { webDirectory: await ensureWebBuilt(() => {}) });
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    t.teardown(() => app.close());
    const browser = await openBrowser(chromium);
    t.teardown(() => browser.close());
    const station = await town.signIn(phones.station(1));
    const streetOffice = await town.signIn(phones.streetOffice);
    const activity = await published(town, { station, streetOffice });
    await town.moveTo(plusMinutes(await town.now(), 2));
    const seatOf = async (name: string, phone: string) => {
      const seat = await takeSeat(browser, name, 'desk', where);
      await seat.page.clock.install();
      await signInByPhone(seat, address, phone);
      return seat;
    };

    await t.test('a desk that asks by itself and that nobody uses is signed out', async (t) => {
      const seat = await seatOf('desk', phones.streetOffice);
      await seat.page.getByTestId('waiting-volunteers').waitFor();
      const [asked, renewed] = [count(seat, '/v1/volunteers?'), count(seat, '/v1/access-tokens')];
      await pass(town, seat, 2);
      await pass(town, seat, 2);
      t.ok(asked() > 0, 'it does ask by itself');
      for (const _ of [1, 2]) await pass(town, seat, stepMinutes);
      t.equal(renewed(), 0, 'which renews nothing');
      await seat.page.getByTestId('session-ended').waitFor();
      t.match(await seat.page.getByTestId('session-ended').textContent(), '登录已到期');
    });

    await t.test('a desk that somebody uses stays', async (t) => {
      const seat = await seatOf('used', phones.station(1));
      for (const _ of [1, 2, 3, 4]) {
        await seat.page.keyboard.press('Shift');
        await pass(town, seat, stepMinutes);
        await seat.page.getByTestId('sign-out').waitFor();
      }
      t.equal(await seat.page.getByTestId('session-ended').count(), 0);
    });

    await t.test('two pages that nobody uses do not keep each other', async () => {
      const seat = await seatOf('two', desks.committee);
      const second = await seat.page.context().newPage();
      await second.goto(address);
      await second.getByTestId('sign-out').waitFor();
      // One browser has one clock.
      for (const _ of [1, 2, 3, 4]) await pass(town, seat, stepMinutes);
      for (const page of [seat.page, second]) await page.getByTestId('sign-in').waitFor();
    });

    await t.test('who signed in long ago confirms before leaving, and is told so', async (t) => {
      const phone = phones.volunteer(2);
      const seat = await seatOf('leaving', phone);
      const { page } = seat;
      await pass(town, seat, stepMinutes);
      for (const _ of [1, 2]) await pass(town, seat, stepMinutes);
      await page.getByTestId('account').click();
      await page.getByTestId('leave').click();
      await page.getByTestId('confirm-yes').click();
      await page.getByTestId('send-confirmation').click();
      const mail = town.stranger();
      const code = await until(
        async () => {
          const { body } = await mail.call('GET', `/v1/development-messages?phone=${phone}`);
          return body.items.length > 1 ? (body.items[0].code as string) : undefined;
        },
        (found) => found !== undefined,
      );
      await page.getByTestId('confirmation-code').fill('000000');
      await page.getByTestId('confirm-identity-yes').click();
      await page.getByText('验证码不对').waitFor();
      await page.getByTestId('confirmation-code').fill(code!);
      t.same(await seat.inspect('confirm-identity'), [], 'accessible, fits the screen');
      await page.getByTestId('confirm-identity-yes').click();
      await page.getByTestId('has-left').waitFor();
      t.match(await page.getByTestId('has-left').textContent(), '已注销');
    });

    await t.test('a code that is held up for others stays', async (t) => {
      const seat = await seatOf('code', phones.station(1));
      await seat.page.goto(`${address}/#/station/activities/${activity}/check-in-code`);
      await seat.page.getByTestId('attendance-code').waitFor();
      for (const _ of [1, 2, 3, 4]) await pass(town, seat, stepMinutes);
      t.equal(await seat.page.getByTestId('session-ended').count(), 0);
      await seat.page.getByTestId('attendance-code').waitFor();
    });
  });
}

/** How often the page was given what it asked for. */
function count({ page }: Seat, path: string): () => number {
  let times = 0;
  page.on('response', (response) => {
    if (response.url().includes(path) && response.ok()) times += 1;
  });
  return () => times;
}

/** How often a page looks whether somebody uses it, and a little more. */
const lookMilliseconds = 11_000;

/** Time goes by, for the town and for whoever looks at it. */
async function pass(town: TestTown, { page }: Seat, minutes: number): Promise<void> {
  await town.moveTo(plusMinutes(await town.now(), minutes));
  await page.clock.fastForward(minutes * 60_000);
  await page.clock.runFor(lookMilliseconds);
  // What it asked for is answered.
  await sleep(500);
}
