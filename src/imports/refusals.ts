import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: importRefusals } = defineRefusals({
  file_empty: no(422, '文件是空的，请填写后再上传。', 'The file has no rows; please fill it in.'),
  file_too_large: no(
    413,
    '文件超过 {max} MB，请分成多个文件，并删去图片。',
    'The file has more than {max} MB; please split it and leave out pictures.',
  ),
  file_type_wrong: no(
    415,
    '只接受 CSV 或 xlsx 文件，且内容须与类型一致。旧版 xls 请另存为 xlsx。',
    'Only CSV and xlsx files are taken, and they must be what they say they are.',
  ),
  file_encoding_unknown: no(
    422,
    '无法识别文件编码，请另存为 UTF-8 或 GBK 编码的 CSV。',
    'The text is neither UTF-8 nor GB 18030; please save the file again.',
  ),
  file_damaged: no(
    422,
    '文件已损坏或格式不规范，无法读取。请用模板重新填写。',
    'The file is damaged and cannot be read; please use the template.',
  ),
  file_inflated: no(
    422,
    '文件解压后过大，无法处理。',
    'The file is too large once it is uncompressed.',
  ),
  file_has_doctype: no(
    422,
    '文件含有不允许的外部定义，无法处理。',
    'The file has a document type definition, which is not taken.',
  ),
  row_too_long: no(
    422,
    '第 {line} 行附近内容过长，请检查引号是否成对。',
    'Around line {line} a row is too long; please check the quotes.',
  ),
  rows_too_many: no(
    422,
    '一次最多导入 {max} 行，请分成多个文件。',
    'At most {max} rows are taken at once; please split the file.',
  ),
  columns_too_many: no(
    422,
    '列数过多，最多 {max} 列。',
    'There are too many columns; at most {max} are taken.',
  ),
  sheet_unclear: no(
    422,
    '请把数据放在名为“{name}”的工作表中。',
    'Please put the rows into the sheet “{name}”.',
  ),
  header_twice: no(422, '表头“{name}”重复。', 'The header “{name}” is there twice.'),
  header_unknown: no(422, '不认识的表头“{name}”，请使用模板。', 'Unknown header “{name}”.'),
  header_missing: no(422, '缺少表头“{name}”，请使用模板。', 'The header “{name}” is missing.'),
  cell_missing: no(422, '请填写“{name}”。', 'Please fill in “{name}”.'),
  cell_extra: no(422, '这一行的列数多于表头。', 'The row has more cells than there are headers.'),
  cell_formula: no(
    422,
    '不接受公式，也不能以 = + - @ 开头，请填写文字。',
    'Formulas are not taken, nor texts that begin as one; please write the value.',
  ),
  cell_damaged: no(
    422,
    '内容含有控制字符或错误值，或过长。',
    'The cell holds control characters or an error, or is too long.',
  ),
  cell_inexact: no(
    422,
    '长数字已被表格软件改写，请把该列设为文本后重新填写。',
    'The spreadsheet has rounded this number; please make the column text and enter it anew.',
  ),
  cell_unreadable: no(
    422,
    '“{name}”填写不正确，示例：{example}。',
    'The cell “{name}” cannot be read; for example: {example}.',
  ),
  word_unknown: no(
    422,
    '没有“{word}”这一项，可填：{choices}。',
    'There is no “{word}” here; it may be: {choices}.',
  ),
  row_repeated: no(
    422,
    '与本文件第 {line} 行重复。',
    'Line {line} of this file has the same already.',
  ),
  row_collides: no(
    409,
    '这一行与刚登记的信息冲突，没有导入。请核对证件号码和手机号后重新上传。',
    'This row collides with what was registered just now; please check it and send it again.',
  ),
  bad_rows: no(
    422,
    '有 {count} 行不正确，按“全部成功才导入”的要求，没有导入任何一行。',
    'Not one row was taken, as you asked: {count} are not right.',
  ),
  import_broken_off: no(
    500,
    '导入多次中断，已停止。已导入的行不会重复，请重新上传。',
    'The import broke off too often. Send the file again: no row is taken twice.',
  ),
  import_unknown: no(404, '没有这次导入。', 'There is no such import.'),
});
