import { checkBooks } from '../../src/ledger/index.ts';
import { say } from '../city.ts';
import { type OurBooks, openBooks, throughLanes } from './our-books.ts';
import {
  naiveAccounts,
  openNaive,
  openTpcb,
  prepareNaive,
  prepareTpcb,
  type Reference,
} from './references.ts';
import { choose, drive, type Figures, interleave, type Plan, type Side } from './rounds.ts';
import { type BenchServer, startServer } from './server.ts';
import { figureRow, printTable, type Row, ratioRow } from './table.ts';

export interface LedgerPlan extends Plan {
  only: string[] | undefined;
  transfers: number;
}

interface Bench {
  plan: LedgerPlan;
  server: BenchServer;
  books: OurBooks;
  naiveUrl: string;
}

/** Enough that two lanes of 512 are always full and as many wait. */
const crowd = 2048;
const fewCallers = 16;
/** Of the reference: more connections than are good for it on any small machine, and fewer. */
const connectionChoices = [4, 8, 16, 32];
const laneChoices = [1, 2, 3];
const smallBooks = 100_000;

const cases: Record<string, (bench: Bench) => Promise<Row[]>> = {
  uniform: uniformCase,
  hot: hotCase,
  lots: lotsCase,
  latency: latencyCase,
  growth: growthCase,
};

export async function benchLedger(plan: LedgerPlan): Promise<void> {
  const wrong = plan.only?.find((name) => !Object.hasOwn(cases, name));
  if (wrong) throw new Error(`no case ${wrong}; there are ${Object.keys(cases).join(', ')}`);
  const server = await startServer();
  try {
    const naiveUrl = await server.create('naive');
    await prepareNaive(naiveUrl);
    const books = await openBooks(await server.create('ours'));
    const rows: Row[] = [];
    for (const name of plan.only ?? Object.keys(cases)) {
      say(`${name} …`);
      rows.push(...(await cases[name]!({ plan, server, books, naiveUrl })));
    }
    printTable(rows);
    await check(books);
    await books.close();
  } finally {
    await server.stop();
  }
}

async function uniformCase({ plan, server, books, naiveUrl }: Bench): Promise<Row[]> {
  const tpcbUrl = await server.create('tpcb');
  await prepareTpcb(tpcbUrl);
  const lanes = await chooseSetting('lanes', laneChoices, (n) => throughLanes(books, n));
  const tpcbAt = await chooseSetting('TPC-B connections', connectionChoices, (n) =>
    openTpcb(tpcbUrl, n),
  );
  const naiveAt = await chooseSetting('naive connections', connectionChoices, (n) =>
    openNaive(naiveUrl, n),
  );
  const sides = [
    side('ours', crowd, throughLanes(books, lanes)),
    side('tpcb', tpcbAt, openTpcb(tpcbUrl, tpcbAt)),
    side('naive', naiveAt, openNaive(naiveUrl, naiveAt)),
  ];
  sides[0]!.run = metered(server, sides[0]!.run);
  const [bytes, count] = [await books.bytes(), await books.count()];
  const { ours, tpcb, naive } = await measured(sides, plan);
  const bytesEach = ((await books.bytes()) - bytes) / ((await books.count()) - count);
  const served = ours!.flatMap(({ serverMicroseconds }) => serverMicroseconds ?? []);
  return [
    ratioRow('lanes, 10,000 accounts ÷ TPC-B-like', [ours!, tpcb!], { bar: { least: 6 } }),
    ratioRow('lanes, 10,000 accounts ÷ naive', [ours!, naive!], { bar: { least: 8 } }),
    ...(served.length > 0
      ? [figureRow('server CPU per transfer', served, 'µs', { most: 100 })]
      : []),
    figureRow('our process’s CPU per transfer', pick(ours!, 'ownMicroseconds'), 'µs'),
    figureRow('bytes per transfer with indexes', [bytesEach], 'B', { most: 400 }),
  ];
}

async function hotCase({ plan, books, naiveUrl }: Bench): Promise<Row[]> {
  const hotNaive = (n: number) => openNaive(naiveUrl, n, naiveAccounts);
  const lanes = await chooseSetting('lanes', laneChoices, (n) => throughLanes(books, n, true));
  const naiveAt = await chooseSetting('naive connections', connectionChoices, hotNaive);
  const { ours, uniform, naive } = await measured(
    [
      side('ours', crowd, throughLanes(books, lanes, true)),
      side('uniform', crowd, throughLanes(books, lanes)),
      side('naive', naiveAt, hotNaive(naiveAt)),
    ],
    plan,
  );
  return [
    ratioRow('one hot account takes all credits ÷ naive', [ours!, naive!], { bar: { least: 25 } }),
    ratioRow('hot ÷ uniform of our own', [ours!, uniform!], { bar: { least: 0.9 } }),
  ];
}

/** Everybody has four lots, and what is given on keeps its day. */
async function lotsCase({ plan, server, naiveUrl }: Bench): Promise<Row[]> {
  const books = await openBooks(await server.create('lots'), 'points_main');
  const lanes = await chooseSetting('lanes', laneChoices, (n) => throughLanes(books, n));
  const naiveAt = await chooseSetting('naive connections', connectionChoices, (n) =>
    openNaive(naiveUrl, n),
  );
  const { ours, naive } = await measured(
    [
      side('ours', crowd, throughLanes(books, lanes)),
      side('naive', naiveAt, openNaive(naiveUrl, naiveAt)),
    ],
    plan,
  );
  await check(books);
  await books.close();
  return [ratioRow('lots on both sides ÷ naive', [ours!, naive!], { bar: { least: 3 } })];
}

async function latencyCase({ plan, books, naiveUrl }: Bench): Promise<Row[]> {
  const naiveOf = (n: number) => openNaive(naiveUrl, n);
  const lanes = await choose('lanes', laneChoices, (n, seconds) =>
    shortest(throughLanes(books, n), seconds),
  );
  const naiveAt = await choose('naive connections', [4, 8, fewCallers], (n, seconds) =>
    shortest(naiveOf(n), seconds),
  );
  const { ours, naive } = await measured(
    [
      side('ours', fewCallers, throughLanes(books, lanes)),
      side('naive', fewCallers, naiveOf(naiveAt)),
    ],
    plan,
  );
  const row = (figure: string, bar?: { most: number }) =>
    ratioRow(`${fewCallers} callers, ${figure}`, [ours!, naive!], {
      figure,
      unit: ' ms',
      ...(bar ? { bar } : {}),
    });
  return [row('p50', { most: 0.35 }), row('p99'), ratioRow('… their rate', [ours!, naive!], {})];
}

/** Two books on one server, so that both are measured in the same minutes; the small ones grow a little meanwhile. */
async function growthCase({ plan, server }: Bench): Promise<Row[]> {
  const [small, large] = [
    await openBooks(await server.create('small')),
    await openBooks(await server.create('large')),
  ];
  await small.fill(smallBooks);
  await large.fill(plan.transfers);
  const { few, many } = await measured(
    [side('few', crowd, throughLanes(small, 2)), side('many', crowd, throughLanes(large, 2))],
    plan,
  );
  const [fewAtEnd, manyAtEnd] = [await small.count(), await large.count()];
  say(
    `  at the end ${fewAtEnd.toLocaleString('en')} and ${manyAtEnd.toLocaleString('en')} transfers`,
  );
  for (const books of [small, large]) {
    await check(books);
    await books.close();
  }
  const size = `${(plan.transfers / 1e6).toLocaleString('en')} million`;
  return [
    ratioRow(`at ${size} transfers ÷ at 100,000`, [many!, few!], {
      ...(plan.transfers >= 10_000_000 ? { bar: { least: 0.85 } } : {}),
    }),
  ];
}

interface OpenSide extends Side {
  close(): Promise<void>;
}

function side(name: string, callers: number, reference: Reference): OpenSide {
  return {
    name,
    run: (seconds) => drive(callers, seconds, reference.work),
    close: reference.close,
  };
}

async function measured(sides: OpenSide[], plan: Plan): Promise<Record<string, Figures[]>> {
  const figures = await interleave(sides, plan);
  for (const { close } of sides) await close();
  return figures;
}

/** By rate: a reference with as many callers as connections, ours with a crowd. */
function chooseSetting(what: string, choices: number[], open: (n: number) => Reference) {
  return choose(what, choices, async (n, seconds) => {
    const reference = open(n);
    const { rate } = await drive(what === 'lanes' ? crowd : n, seconds, reference.work);
    await reference.close();
    return rate!;
  });
}

async function shortest(reference: Reference, seconds: number): Promise<number> {
  const { p50 } = await drive(fewCallers, seconds, reference.work);
  await reference.close();
  return -p50!;
}

/** Adds what a round cost the server's processes and this one, per piece of work. */
function metered(server: BenchServer, run: Side['run']): Side['run'] {
  return async (seconds) => {
    const [before, own] = [server.cpuSeconds(), process.cpuUsage()];
    const figures = await run(seconds);
    const [after, used] = [server.cpuSeconds(), process.cpuUsage(own)];
    return {
      ...figures,
      ownMicroseconds: (used.user + used.system) / figures.done!,
      ...(before === undefined || after === undefined
        ? {}
        : { serverMicroseconds: ((after - before) * 1e6) / figures.done! }),
    };
  };
}

const pick = (rounds: Figures[], figure: string) => rounds.map((round) => round[figure]!);

async function check(books: OurBooks): Promise<void> {
  const checked = await checkBooks(books.db);
  const count = await books.count();
  const milliseconds = checked.reduce((total, one) => total + one.milliseconds, 0);
  const broken = checked.filter(({ breaches }) => breaches.length > 0);
  say(
    `check-books: ${checked.length} promises over ${count.toLocaleString('en')} transfers, ` +
      `${((milliseconds * 1000) / count).toFixed(1)} µs each, ` +
      (broken.length === 0
        ? 'all kept'
        : `BROKEN: ${broken.map(({ promise }) => promise.name).join(', ')}`),
  );
}
