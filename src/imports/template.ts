import { headerOf } from './cells.ts';
import { type KindName, kinds } from './kinds.ts';
import { type FileFormat, writeRows } from './table-file.ts';

/** An empty file of a kind: the headers in both languages, one made-up row, and in a workbook a sheet that explains. */
export function writeTemplate(kind: KindName, format: FileFormat) {
  const { columns, sheet } = kinds[kind];
  async function* rows() {
    yield columns.map(headerOf);
    yield columns.map(({ example }) => example);
  }
  const explained = columns.map((column) => [
    headerOf(column),
    column.required ? '必填 / required' : '选填 / optional',
    column.example,
  ]);
  const head = [
    ['示例行请删除或改写；未改动的示例行不会导入。'],
    ['Replace the example row; as it stands it is not imported.'],
    ['列 / Column', '', '示例 / Example'],
  ];
  const others = [{ sheet: '填写说明', rows: [...head, ...explained] }];
  return {
    name: `${kind}-template.${format}`,
    stream: writeRows(format, sheet, rows(), others),
  };
}
