import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { headerOf } from '../../src/imports/cells.ts';
import { type KindName, kinds } from '../../src/imports/kinds.ts';
import { nationalIdOf } from '../../src/people/index.ts';
import { community } from '../registration/desks.ts';
import { type Client, until } from '../support/town.ts';

export type Row = Record<string, string | undefined>;

export const csvType = 'text/csv';
export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Made-up people, each with a number and a phone of their own. */
export function volunteerRow(n: number, rest: Row = {}): Row {
  return {
    name: `测试${'甲乙丙丁戊己庚辛壬癸'[n % 10]}`,
    idNumber: nationalIdOf(`12010119${60 + (n % 30)}0101${String(n % 1000).padStart(3, '0')}`),
    phone: `139${String(40_000_000 + n)}`,
    residenceRegion: community,
    categories: '社区服务、SC04',
    availability: '周六 09:00-11:30；周日 14:00-16:00',
    ground: '纸质登记表 2026-031',
    declaration: '是',
    ...rest,
  };
}

export const organisationRow = (n: number, rest: Row = {}): Row => ({
  ...{ name: `晨曦互助队 ${n}`, kind: '单位内部团队', type: '互助', region: community },
  leaderPhone: `139${String(50_000_000 + n)}`,
  ...rest,
});

export const memberRow = (n: number, rest: Row = {}): Row => ({
  ...{ name: `成员${'甲乙丙丁戊己庚辛壬癸'[n % 10]}${n}`, phone: `139${String(60_000_000 + n)}` },
  ...rest,
});

/** Rows as texts below headers, with the columns that any of them has. */
export function tableOf(kind: KindName, rows: Row[]): string[][] {
  const columns = kinds[kind].columns.filter(
    ({ key, required }) => required || rows.some((row) => row[key] !== undefined),
  );
  return [columns.map(headerOf), ...rows.map((row) => columns.map(({ key }) => row[key] ?? ''))];
}

export const csvText = (table: string[][]) =>
  table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');

export const csvOf = (kind: KindName, rows: Row[]) => Buffer.from(csvText(tableOf(kind, rows)));

/** A workbook as a spreadsheet writes it: the texts that repeat come after the sheets. */
export async function workbookOf(sheets: [name: string, rows: unknown[][]][]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  for (const [name, rows] of sheets) workbook.addWorksheet(name).addRows(rows);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

export interface Order {
  kind?: KindName;
  mode?: 'all_or_nothing' | 'skip_bad';
  dryRun?: boolean;
  organisationId?: string;
  key?: string;
  type?: string;
}

export function send(client: Client, file: Buffer, order: Order = {}) {
  const { key = randomUUID(), type = csvType, ...rest } = order;
  const query = new URLSearchParams({ kind: 'volunteers' });
  for (const [name, value] of Object.entries(rest)) query.set(name, String(value));
  return client.call('POST', `/v1/imports?${query}`, file, {
    ...{ 'content-type': type, 'idempotency-key': key },
  });
}

/** Until the import has ended. */
export async function ended(client: Client, id: string) {
  const { body } = await until(
    () => client.call('GET', `/v1/imports/${id}`),
    ({ body }) => ['done', 'refused'].includes(body.state),
  );
  return body;
}

/** Sends a file and waits for its end. */
export async function imported(client: Client, file: Buffer, order: Order = {}) {
  const sent = await send(client, file, order);
  if (sent.status !== 201) throw new Error(JSON.stringify(sent.body));
  return ended(client, sent.body.id);
}

/** Fresh, there already, bad. */
export const counts = ({ rows }: { rows: Record<string, number> }) => [
  ...[rows.fresh, rows.alreadyThere, rows.bad],
];

export async function faultsOf(client: Client, id: string) {
  const { body } = await client.call('GET', `/v1/imports/${id}/faults?limit=100`);
  return body.items as {
    line: number;
    column: string | null;
    value: string | null;
    code: string;
    text: { 'zh-CN': string };
  }[];
}

export const readCsv = (bytes: Buffer): string[][] => parse(bytes, { bom: true });

export async function readSheet(bytes: Buffer): Promise<string[][]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes as never);
  const rows: string[][] = [];
  workbook.worksheets[0]!.eachRow((row) => {
    rows.push((row.values as unknown[]).slice(1).map((value) => String(value ?? '')));
  });
  return rows;
}
