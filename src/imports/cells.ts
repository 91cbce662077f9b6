import type { Refusal, Text } from '../kit/refusal.ts';
import { cellCharactersMax } from './limits.ts';
import { refuse } from './refusals.ts';

/** The cells of a row by the keys of their columns; those that are empty are not there. */
export type Cells = Record<string, string>;

/** One row as it was read: the texts in the order of the file, and what cannot be a text at all. */
export interface RawRow {
  /** On which it ends, counted from 1. */
  line: number;
  texts: string[];
  /** By the place in the row. */
  faults: Map<number, Refusal>;
}

export interface Column {
  /** Where the value goes in the form, as a path. */
  key: string;
  zh: string;
  en: string;
  required?: true;
  example: string;
  /** How it is shown to whoever mends the file. Nothing of what is `hidden`. */
  shown?: 'name' | 'idNumber' | 'phone' | 'hidden';
  /** What somebody writes freely: it may end in another table, where it must be no formula. */
  isText?: true;
  /** A number or code: marks that nobody sees, as they come along from chats and pages, are no part of it. */
  isCode?: true;
  /** What may be written here, by its code. */
  words?: Readonly<Record<string, Text>>;
  /** Several of them in one cell. */
  isList?: true;
  /** The code of a community, or of what it lies in. */
  isRegion?: true;
}

export const headerOf = ({ zh, en }: Column) => `${zh} / ${en}`;

/** The last column of a file of errors; it is passed over when the file is sent again. */
export const reasonHeader = '错误原因 / Reason';

const beginsAsFormula = /^[=+\-@\t\r]/;
/** The sign before a formula by which spreadsheets, and our own files, say that it is a text. */
const markOfText = /^'(?=[=+\-@\t\r])/;

/** Without white space around it, and without the mark that it is a text. */
export const plainText = (text: string) => text.trim().replace(markOfText, '');

const unseen = /\p{Cf}/gu;
/** What people write where there is nothing to write. */
const nothing = /^(无|没有|暂无|[-—–/\\]{1,4}|none|n\/a)$/i;

/** What a cell says; where the column may be left empty, nothing also of one that says so. */
export function meantBy(column: Column, text: string): string {
  const plain = plainText(column.isCode ? text.replace(unseen, '') : text);
  return !column.required && plain.length <= 4 && nothing.test(plain) ? '' : plain;
}

/** As spreadsheets show long numbers in a column that is not text. */
const rounded = /^\d(\.\d+)?E\+\d+$/i;
/** What came of a formula that failed. */
const failed = /^#(REF!|N\/A|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!)$/;

/** What is wrong with a cell whatever its column means; nothing of one that is empty. */
export function cellFault(column: Column, text: string): Refusal | undefined {
  if (text === '' && !column.required) return undefined;
  const at = { pointer: `/${column.key}`, values: { name: column.zh } };
  if (text === '') return refuse('cell_missing', at);
  // Line breaks and tabs are what people write; other controls, and NUL, are not.
  const isDamaged = /(?![\t\n\r])\p{Cc}|\p{Cs}|\ufffd/u.test(text);
  if (isDamaged || text.length > cellCharactersMax || failed.test(text))
    return refuse('cell_damaged', at);
  if (!column.isText && rounded.test(text)) return refuse('cell_inexact', at);
  if (column.isText && beginsAsFormula.test(text)) return refuse('cell_formula', at);
  return undefined;
}
