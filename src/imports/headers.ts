import { type Column, headerOf, plainText, reasonHeader } from './cells.ts';
import { columnsMax } from './limits.ts';
import { refuse } from './refusals.ts';

/** Stands for the column of reasons, which is not read. */
export const passedOver = '';

/**
 * The keys of the columns, in the order of the file: headers are taken in Chinese, in English, or as the template has
 * them. Refuses: file_empty, columns_too_many, header_unknown, header_twice, header_missing.
 */
export function readHeaders(columns: readonly Column[], texts: string[]): string[] {
  const headers = texts.map(plainText);
  while (headers.at(-1) === '') headers.pop();
  if (headers.length === 0) throw refuse('file_empty');
  if (headers.length > columnsMax)
    throw refuse('columns_too_many', { values: { max: columnsMax } });
  const keys = headers.map((header) => keyOf(columns, header));
  const twice = keys.findIndex((key, n) => keys.indexOf(key) < n);
  if (twice >= 0) throw refuse('header_twice', { values: { name: shortened(headers[twice]!) } });
  const missing = columns.find(({ key, required }) => required && !keys.includes(key));
  if (missing) throw refuse('header_missing', { values: { name: missing.zh } });
  return keys;
}

function keyOf(columns: readonly Column[], header: string): string {
  const wanted = header.toLowerCase();
  const isIt = (names: string[]) => names.some((name) => name.toLowerCase() === wanted);
  if (isIt([reasonHeader, ...reasonHeader.split(' / ')])) return passedOver;
  const column = columns.find((one) => isIt([one.zh, one.en, headerOf(one)]));
  if (!column) throw refuse('header_unknown', { values: { name: shortened(header) } });
  return column.key;
}

const shortened = (text: string) => [...text].slice(0, 40).join('');
