import type { Browser } from 'playwright-core';
import t, { type Test } from 'tap';
import {
  findChromium,
  openBrowser,
  type Place,
  type Product,
  type Seat,
  signInByPhone,
  startProduct,
  takeSeat,
} from './browser.ts';

/** Where all devices are, unless a test moves one: at the first station of the demonstration. */
export const here: Place = { latitude: 39.1256, longitude: 117.1902, accuracy: 10 };
const secondsMax = 300;

/** The product, and a browser in which everybody has a window of their own. */
export interface House {
  product: Product;
  browser: Browser;
  address: string;
  /** Somebody who is not signed in. */
  take(name: string, device: 'phone' | 'desk'): Promise<Seat>;
  /** Signed in by phone and code. */
  sit(name: string, device: 'phone' | 'desk', phone: string): Promise<Seat>;
}

/** A test with the real product and its demonstration town in a browser; left out where there is no chromium. */
export function inBrowser(what: string, tell: (t: Test, house: House) => Promise<void>): void {
  const chromium = findChromium();
  if (chromium === undefined) {
    t.pass(`no chromium on this machine, so it is not seen: ${what}`);
    return;
  }
  t.setTimeout(secondsMax * 1000);
  t.test(what, { timeout: secondsMax * 1000 }, async (t) => {
    const [product, browser] = await Promise.all([startProduct(), openBrowser(chromium)]);
    t.teardown(async () => {
      await browser.close();
      await product.stop();
      await product.remove();
    });
    const { address } = product;
    const take: House['take'] = (name, device) => takeSeat(browser, name, device, here);
    await tell(t, {
      ...{ product, browser, address, take },
      async sit(name, device, phone) {
        const seat = await take(name, device);
        await signInByPhone(seat, address, phone);
        return seat;
      },
    });
  });
}

/** Looks at a screen: no serious fault of accessibility, and nothing wider than the screen. */
export const looksIn =
  (part: string) =>
  async (t: Test, seat: Seat, screen: string): Promise<void> => {
    t.same(await seat.inspect(`${part}-${screen}`), [], `${screen}: accessible, fits the screen`);
  };

/** Refusals are answers too; everything else in the console is a fault. */
export const wellBehaved = (t: Test, seat: Seat): void => {
  const faults = seat.faults().filter((fault) => !/status of 4\d\d/.test(fault));
  t.same(faults, [], 'nothing went wrong');
};
