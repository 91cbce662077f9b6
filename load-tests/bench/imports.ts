import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import ExcelJS from 'exceljs';
import type { InjectOptions } from 'fastify';
import { headerOf } from '../../src/imports/cells.ts';
import { batchRows } from '../../src/imports/limits.ts';
import { mediaTypes, openFile, readRows, writeRows } from '../../src/imports/table-file.ts';
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
/** `excel` is a workbook as Excel writes it: texts beside the sheet, and nothing of cells that are empty. */
const formats = ['csv', 'xlsx', 'excel'] as const;
type Format = (typeof formats)[number];

/**
 * A file of so many volunteers who are all new, from being sent to its end, against the same rows copied without rules;
 * on a PostgreSQL with the settings that the service starts it with.
 */
export async function benchImports({
  rows,
  only,
}: {
  rows: number;
  only: string[] | undefined;
}): Promise<void> {
  await withTown(
    'imports',
    async (town) => {
      const token = await signIn(town.app);
      for (const [n, format] of formats.entries()) {
        if (only && !only.includes(format)) continue;
        const file = await fileOf(format, n * rows, rows);
        const reference = await copyPlainly(town.ownerDb, format, file);
        for (const mode of ['skip_bad', 'all_or_nothing'] as const) {
          const fresh =
            mode === 'skip_bad' ? file : await fileOf(format, (n + formats.length) * rows, rows);
          const ours = await importOnce(town, { token, format, mode, file: fresh }, rows);
          const name = `${format} ${mode}, ${rows} rows`;
          printTable([
            ratioRow(name, [[{ s: ours.seconds }], [{ s: reference }]], {
              figure: 's',
              unit: ' s',
            }),
            figureRow(`${name}: seconds`, [ours.seconds], 's', { most: secondsMax }),
            figureRow(`${name}: memory`, [ours.megabytes], 'MB', { most: megabytesMax }),
          ]);
        }
      }
    },
    {},
  );
}

async function signIn(app: App): Promise<string> {
  // Raising the town has kept this process busy, and it says so for a moment.
  const ask = async (request: InjectOptions) => {
    for (;;) {
      const answer = await app.inject(request);
      if (answer.statusCode !== 503) return answer.json();
      await sleep(200);
    }
  };
  const post = (url: string, payload: object) => ask({ method: 'POST', url, payload });
  await post('/v1/sign-in-codes', { phone: committee });
  const { items } = await ask({ url: `/v1/development-messages?phone=${committee}` });
  const { accessToken } = await post('/v1/sessions', { phone: committee, code: items[0].code });
  return accessToken;
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
  if (format === 'excel') return excelOf(sheet, rows());
  const pieces: Buffer[] = [];
  for await (const piece of writeRows(format, sheet, rows())) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function excelOf(sheet: string, rows: AsyncIterable<string[]>): Promise<Buffer> {
  const stream = new PassThrough();
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useSharedStrings: true });
  const written = buffer(stream);
  const first = workbook.addWorksheet(sheet);
  for await (const row of rows) first.addRow(row.map((cell) => cell || null)).commit();
  first.commit();
  await workbook.commit();
  return written;
}

const typeOf = (format: Format) => mediaTypes[format === 'csv' ? 'csv' : 'xlsx'];

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

async function importOnce({ app, url, masterKey, ownerDb }: BenchTown, sent: Sent, rows: number) {
  const { token, format, mode, file } = sent;
  // What the import before has left behind is tidied up first, and not beside this one.
  await ownerDb.execute(sql`VACUUM ANALYZE`);
  await ownerDb.execute(sql`CHECKPOINT`);
  const elapsed = stopwatch();
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': typeOf(format),
    'idempotency-key': randomUUID(),
  };
  const path = `/v1/imports?kind=volunteers&mode=${mode}`;
  const cpu = process.cpuUsage();
  const send = () => app.inject({ method: 'POST', url: path, headers, payload: file });
  let answer = await send();
  if (answer.statusCode === 401) {
    // A token lives for five minutes: long enough, but on a machine with much other work.
    headers.authorization = `Bearer ${await signIn(app)}`;
    answer = await send();
  }
  const { user, system } = process.cpuUsage(cpu);
  if (answer.statusCode !== 201) throw new Error(answer.payload);
  const sending = elapsed() / 1000;
  const { id } = answer.json();
  const child = fileURLToPath(new URL('import-once.ts', import.meta.url));
  const args = ['--import=tsx', child, url, masterKey, '120000', id];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const told = JSON.parse(stdout.trim().split('\n').at(-1)!);
  const { seconds, cpuSeconds, megabytes, before } = told;
  const [done] = await ownerDb.execute<{ state: string; fresh: number }>(
    sql`SELECT state, rows_fresh AS fresh FROM imports.import WHERE id = ${id}`,
  );
  if (done?.state !== 'done' || done.fresh !== rows) throw new Error(JSON.stringify(done));
  say(
    `${format} ${mode}: sent in ${sending.toFixed(2)} s (${((user + system) / 1e6).toFixed(2)} s on a processor), carried out in ${seconds.toFixed(2)} s, ${cpuSeconds.toFixed(2)} s of them on a processor; memory before ${before.toFixed(0)} MB`,
  );
  return { seconds: sending + seconds, megabytes };
}

/** The same rows read by the same libraries and put into one table of texts, without a rule, an index or a seal. */
async function copyPlainly(db: Db, format: Format, file: Buffer): Promise<number> {
  await db.execute(sql`DROP TABLE IF EXISTS plain`);
  await db.execute(sql`CREATE TABLE plain (name text, id_number text, phone text, address text)`);
  const elapsed = stopwatch();
  const opened = openFile(file, typeOf(format));
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
  for await (const rows of readRows(opened, volunteersKind.sheet))
    for (const { texts } of rows) {
      batch.push(texts);
      if (batch.length === batchRows) await put();
    }
  await put();
  return elapsed() / 1000;
}
