import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Result } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const project = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);
const startMilliseconds = 90_000;
const stopMilliseconds = 20_000;
const waitMilliseconds = 20_000;

/** The program named by CHROMIUM, else a chromium on the PATH. */
export function findChromium(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'];
  const named = process.env.CHROMIUM ? [process.env.CHROMIUM] : [];
  const usual = folders.flatMap((folder) => [
    join(folder, 'chromium'),
    join(folder, 'chromium-browser'),
  ]);
  return [...named, ...usual].find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export function openBrowser(executablePath: string): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath, args });
}

export interface Product {
  address: string;
  /** Ends the server, so that its database is free for another process. */
  stop: () => Promise<void>;
  /** Checks the books of the stopped product. */
  checkBooks: () => Promise<{ code: number | null; output: string }>;
  remove: () => Promise<void>;
}

/** The real product with its demonstration town, as its own process with a data directory of its own. */
export async function startProduct(): Promise<Product> {
  const scratch = await mkdtemp(join(tmpdir(), 'linli-browser-'));
  // The embedded database may have to run under another account.
  await chmod(scratch, 0o755);
  const { DATABASE_URL, DATABASE_ADMIN_URL, REDIS_URL, MASTER_KEY, BOOK, ...inherited } =
    process.env;
  const env = {
    ...inherited,
    DATA_DIR: join(scratch, 'data'),
    HOST: '127.0.0.1',
    PORT: '0',
    DEMO_TOWN: 'auto',
  };
  const run = (...args: string[]) => runProduct(args, env);
  // A few days of past are enough to have points to spend, and are raised faster.
  const server = run('all', '--volunteers', '40', '--days', '7');
  const address = await addressOf(server).catch(async (error) => {
    await end(server.child);
    await rm(scratch, { recursive: true, force: true });
    throw error;
  });
  return {
    address,
    stop: () => end(server.child),
    checkBooks: async () => {
      const check = run('check-books');
      const [code] = await once(check.child, 'close');
      return { code, output: check.output() };
    },
    remove: () => rm(scratch, { recursive: true, force: true }),
  };
}

interface Running {
  child: ChildProcess;
  output: () => string;
}

function runProduct(args: string[], env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, ['--import=tsx', 'src/main.ts', ...args], {
    cwd: project,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const kill = () => void child.kill('SIGTERM');
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
  return { child, output: () => output };
}

function addressOf({ child, output }: Running): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => () => reject(new Error(`${why}\n${output()}`));
    const timer = setTimeout(fail('The product did not start in time.'), startMilliseconds);
    child.once('close', fail('The product ended while it started.'));
    child.stdout?.on('data', () => {
      const address = /Linli → (http:\S+)/.exec(output())?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMilliseconds);
  child.kill('SIGTERM');
  await closed;
  clearTimeout(timer);
}

export type Place = { latitude: number; longitude: number; accuracy: number };

/** One person at one device: a context of their own, watched for everything that goes wrong. */
export interface Seat {
  page: Page;
  /** What went wrong since the last time it was asked for. */
  faults: () => string[];
  /** Serious accessibility faults, and a page wider than the screen; a screenshot where one is wanted. */
  inspect: (screen: string) => Promise<string[]>;
}

const devices = {
  phone: { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true },
  desk: { viewport: { width: 1280, height: 800 } },
} satisfies Record<string, BrowserContextOptions>;

export async function takeSeat(
  browser: Browser,
  name: string,
  device: keyof typeof devices,
  where: Place,
): Promise<Seat> {
  const context = await browser.newContext({
    ...devices[device],
    locale: 'zh-CN',
    // The town keeps its own time, whatever the device is set to.
    timezoneId: 'Europe/Lisbon',
    permissions: ['geolocation'],
    geolocation: where,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(waitMilliseconds);
  // Before any page and not as a script of the page, which its content security policy forbids.
  await context.addInitScript({
    content: await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'),
  });
  const page = await context.newPage();
  const faults: string[] = [];
  watch(page, (fault) => faults.push(`${name}: ${fault}`));
  return {
    page,
    faults: () => faults.splice(0),
    inspect: async (screen) => {
      await page.locator('.loading').first().waitFor({ state: 'detached' });
      await keepScreenshot(page, `${screen}-${name}`);
      return inspectPage(page);
    },
  };
}

function watch(page: Page, report: (fault: string) => void): void {
  page.on('console', (message) => {
    if (message.type() === 'error') report(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => report(`uncaught: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) report(`${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // Left behind by a page that was reloaded in the meantime.
    if (why !== 'net::ERR_ABORTED') report(`${why} ${request.url()}`);
  });
}

async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function inspectPage(page: Page): Promise<string[]> {
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    const { scrollWidth, clientWidth } = document.documentElement;
    return { violations, overflow: scrollWidth - clientWidth };
  });
  const serious = found.violations.filter(
    ({ impact }) => impact === 'serious' || impact === 'critical',
  );
  return [
    ...serious.map(inWords),
    ...(found.overflow > 0 ? [`the page is ${found.overflow} px wider than the screen`] : []),
  ];
}

const inWords = ({ id, help, nodes }: Result): string =>
  `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`;

/** Signs somebody of the demonstration in, with the code from its mailbox. */
export async function signInByPhone(seat: Seat, address: string, phone: string): Promise<void> {
  const { page } = seat;
  await page.goto(address);
  // What it said while it started.
  seat.faults();
  await page.getByTestId('phone').fill(phone);
  await page.getByTestId('request-code').click();
  await page.getByTestId('use-demo-code').click();
  await page.getByTestId('sign-in').click();
  await page.getByTestId('sign-out').waitFor();
}
