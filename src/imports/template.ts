import { type Actor, areasOf, placesOf } from '../access/index.ts';
import { dateInChina } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { streetOf } from '../kit/region-code.ts';
import { findOrganisation } from '../organisations/index.ts';
import { divisionsWithin } from '../regions/index.ts';
import { type Column, headerOf } from './cells.ts';
import type { ImportKind } from './kind.ts';
import { type KindName, kinds } from './kinds.ts';
import { type FileFormat, writeRows } from './table-file.ts';
import { choicesOf } from './words.ts';

/** More than a district has; whoever answers for a whole city knows where codes are to be found. */
const communitiesMax = 2_000;

/**
 * An empty file of a kind: the headers in both languages and one made-up row; in a workbook also what may stand in each
 * column, offered there where it is one word, and the codes of the communities that the caller answers for.
 */
export async function writeTemplate(deps: Deps, actor: Actor, name: KindName, format: FileFormat) {
  const kind = kinds[name];
  const { columns, sheet } = kind;
  async function* rows() {
    yield columns.map(headerOf);
    yield columns.map(({ example }) => example);
  }
  const sheets = [{ sheet: '填写说明', rows: explained(columns) }];
  if (columns.some(({ isRegion }) => isRegion))
    sheets.push({ sheet: '社区代码', rows: await communities(deps, actor, kind) });
  return {
    name: `${name}-template.${format}`,
    stream: writeRows(format, sheet, rows(), { sheets, choices: choicesIn(columns) }),
  };
}

const explained = (columns: readonly Column[]) => [
  ['示例行请删除或改写；未改动的示例行不会导入。'],
  ['Replace the example row; as it stands it is not imported.'],
  ['列 / Column', '', '示例 / Example', '可填 / May be'],
  ...columns.map((column) => [
    headerOf(column),
    column.required ? '必填 / required' : '选填 / optional',
    column.example,
    mayBe(column),
  ]),
];

function mayBe({ words, isList }: Column): string {
  if (!words) return '';
  const { 'zh-CN': zh, en } = choicesOf(words);
  const how = isList ? '可填多项，用顿号分开 / several, with commas: ' : '';
  return `${how}${zh} / ${en}`;
}

const choicesIn = (columns: readonly Column[]) =>
  new Map(
    columns.flatMap(({ words, isList }, n) =>
      words && !isList ? [[n, Object.values(words).map((word) => word['zh-CN'])] as const] : [],
    ),
  );

async function communities(deps: Deps, actor: Actor, { action }: ImportKind): Promise<string[][]> {
  const { db, clock } = deps;
  const bodies = placesOf(actor, action).map((id) => findOrganisation(db, actor.book, id));
  const streets = (await Promise.all(bodies)).flatMap((body) =>
    body ? streetOf(body.region) : [],
  );
  const prefixes = [...areasOf(actor, action), ...streets];
  const on = dateInChina(await clock.now(db));
  const found =
    prefixes.length === 0
      ? []
      : await divisionsWithin(db, actor.book, 'community', { prefixes, limit: communitiesMax, on });
  return [
    ['社区代码 / Community code', '社区 / Community'],
    ...found.map(({ code, name }) => [code, name]),
  ];
}
