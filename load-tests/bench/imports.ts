import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { headerOf } from '../../src/imports/cells.ts';
import { batchRows } from '../../src/imports/limits.ts';
import {
  chunksOf,
  mediaTypes,
  openFile,
  readRows,
  writeRows,
} from '../../src/imports/table-file.ts';
import { volunteersKind } from '../../src/imports/volunteer-rows.ts';
import { stopwatch } from '../../src/kit/clock.ts';
import { type Db, many } from '../../src/kit/db.ts';
import type { App } from '../../src/kit/http.ts';
import { nationalIdOf } from '../../src/people/index.ts';
import { say } from '../city.ts';
import { figureRow, printTable, ratioRow } from './table.ts';
import { type BenchTown, withTown } from './town.ts';

const committee = '13805000001';
const community = '120101004002';
const [secondsMax, megabytesMax] = [15, 300];
const formats = ['csv', 'xlsx'] as const;
type Format = (typeof formats)[number];

/** A file of so many volunteers who are all new, from being sent to its end, against the same rows copied without rules. */
export async function benchImports({
  rows,
  only,
}: {
  rows: number;
  only: string[] | undefined;
}): Promise<void> {
  await withTown('imports', async (town) => {
    const token = await signIn(town.app);
    for (const [n, format] of formats.entries()) {
      if (only && !only.includes(format)) continue;
      const file = await fileOf(format, n * rows, rows);
      const reference = await copyPlainly(town.ownerDb, format, file);
      for (const mode of ['skip_bad', 'all_or_nothing'] as const) {
        const fresh = mode === 'skip_bad' ? file : await fileOf(format, (n + 2) * rows, rows);
        const ours = await importOnce(town, { token, format, mode, file: fresh }, rows);
        const name = `${format} ${mode}, ${rows} rows`;
        printTable([
          ratioRow(name, [[{ s: ours.seconds }], [{ s: reference }]], { figure: 's', unit: ' s' }),
          figureRow(`${name}: seconds`, [ours.seconds], 's', { most: secondsMax }),
          figureRow(`${name}: memory`, [ours.megabytes], 'MB', { most: megabytesMax }),
        ]);
      }
    }
  });
}

async function signIn(app: App): Promise<string> {
  const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload });
  // Raising the town has kept this process busy, and it says so for a moment.
  while ((await post('/v1/sign-in-codes', { phone: committee })).statusCode !== 202)
    await sleep(200);
  const mail = await app.inject(`/v1/development-messages?phone=${committee}`);
  const { code } = mail.json().items[0];
  return (await post('/v1/sessions', { phone: committee, code })).json().accessToken;
}

async function fileOf(format: Format, from: number, count: number): Promise<Buffer> {
  const { columns, sheet } = volunteersKind;
  async function* rows() {
    yield columns.map(headerOf);
    for (let n = from; n < from + count; n++) {
      const cells = personOf(n);
      yield columns.map(({ key }) => cells[key] ?? '');
    }
  }
  const pieces: Buffer[] = [];
  for await (const piece of writeRows(format, sheet, rows())) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function personOf(n: number): Record<string, string> {
  const [serial, day, month, year] = [n % 999, n / 999, n / 27_972, n / 335_664].map(Math.floor);
  const two = (value: number) => String(value + 1).padStart(2, '0');
  const born = `${1970 + year!}${two(month! % 12)}${two(day! % 28)}`;
  return {
    name: `测试${n}`,
    idNumber: nationalIdOf(`120101${born}${String(serial! + 1).padStart(3, '0')}`),
    phone: `139${String(n).padStart(8, '0')}`,
    residenceRegion: community,
    address: `示例路 ${n} 号`,
    categories: '社区服务、卫生健康',
    skills: '烹饪',
    availability: '周六 09:00-11:30；周日 14:00-16:00',
    consents: '位置',
    ground: '纸质登记表 2026-031，存放于社区档案柜',
    declaration: '是',
  };
}

interface Sent {
  token: string;
  format: Format;
  mode: string;
  file: Buffer;
}

async function importOnce({ app, url, masterKey }: BenchTown, sent: Sent, rows: number) {
  const { token, format, mode, file } = sent;
  const elapsed = stopwatch();
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': mediaTypes[format],
    'idempotency-key': randomUUID(),
  };
  const path = `/v1/imports?kind=volunteers&mode=${mode}`;
  const answer = await app.inject({ method: 'POST', url: path, headers, payload: file });
  if (answer.statusCode !== 201) throw new Error(answer.payload);
  const sending = elapsed() / 1000;
  const { id } = answer.json();
  const child = fileURLToPath(new URL('import-once.ts', import.meta.url));
  const args = ['--import=tsx', child, url, masterKey, '120000', id];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { seconds, megabytes, before } = JSON.parse(stdout.trim().split('\n').at(-1)!);
  const done = (await app.inject({ url: `/v1/imports/${id}`, headers })).json();
  if (done.state !== 'done' || done.rows.fresh !== rows) throw new Error(JSON.stringify(done));
  say(
    `${format} ${mode}: sent in ${sending.toFixed(2)} s, carried out in ${seconds.toFixed(2)} s; memory before ${before.toFixed(0)} MB`,
  );
  return { seconds: sending + seconds, megabytes };
}

/** The same rows read by the same libraries and put into one table of texts, without a rule, an index or a seal. */
async function copyPlainly(db: Db, format: Format, file: Buffer): Promise<number> {
  await db.execute(sql`DROP TABLE IF EXISTS plain`);
  await db.execute(sql`CREATE TABLE plain (name text, id_number text, phone text, address text)`);
  const elapsed = stopwatch();
  const opened = await openFile(file, mediaTypes[format]);
  const places = ['name', 'idNumber', 'phone', 'address'].map((key) =>
    volunteersKind.columns.findIndex((column) => column.key === key),
  );
  let batch: string[][] = [];
  const put = async () => {
    const columns = places.map((place) =>
      many(
        batch.map((row) => row[place] ?? ''),
        'text',
      ),
    );
    await db.execute(sql`INSERT INTO plain SELECT * FROM unnest(${sql.join(columns, sql`, `)})`);
    batch = [];
  };
  for await (const { texts } of readRows(opened, chunksOf(opened.content), volunteersKind.sheet)) {
    batch.push(texts);
    if (batch.length === batchRows) await put();
  }
  await put();
  return elapsed() / 1000;
}
