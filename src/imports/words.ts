import type { Text } from '../kit/refusal.ts';
import type { Cells, Column } from './cells.ts';
import { refuse } from './refusals.ts';

type Words = Readonly<Record<string, Text>>;

/**
 * The code of a word that may stand in a column, in either language or as the code itself; `nth` of several.
 * Refuses: word_unknown, which is filled in where it is shown: what people wrote is kept sealed.
 */
export function codeOf({ key, words = {} }: Column, text: string, nth = 0): string {
  let codes = codesByName.get(words);
  if (!codes) {
    codes = new Map(
      Object.entries(words).flatMap(([code, name]) =>
        [name.en, name['zh-CN'], code].map((each) => [each.toLowerCase(), code]),
      ),
    );
    codesByName.set(words, codes);
  }
  const code = codes.get(text.toLowerCase());
  if (code === undefined) throw refuse('word_unknown', { pointer: `/${key}/${nth}` });
  return code;
}

const codesByName = new WeakMap<Words, Map<string, string>>();

/** The same of a cell that may be empty. */
export const codeIn = (column: Column, cells: Cells): string | undefined =>
  cells[column.key] === undefined ? undefined : codeOf(column, cells[column.key]!);

/** The same of each of several words. */
export const codesIn = (column: Column, cells: Cells): string[] =>
  listOf(cells[column.key]).map((word, n) => codeOf(column, word, n));

/** All that may stand in a column, as it is shown. */
export const choicesOf = (words: Words): Text => ({
  'zh-CN': Object.values(words)
    .map((word) => word['zh-CN'])
    .join('、'),
  en: Object.values(words)
    .map((word) => word.en)
    .join(', '),
});

/** Several words in one cell. */
export const listOf = (text: string | undefined) =>
  (text ?? '')
    .split(/[,，、;；\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

export const truths: Words = {
  yes: { 'zh-CN': '是', en: 'yes' },
  no: { 'zh-CN': '否', en: 'no' },
};

/** Of a column whose words are `truths`. Refuses: word_unknown. */
export function truthIn(column: Column, cells: Cells): boolean | undefined {
  const code = codeIn(column, cells);
  return code === undefined ? undefined : code === 'yes';
}

const day = /^(\d{4})(?:-|\/|\.|年)(\d{1,2})(?:-|\/|\.|月)(\d{1,2})日?$/;

/** A day as people write it, YYYY-MM-DD; another text as it is. */
export function dayIn(text: string | undefined): string | undefined {
  const [, year, month, date] = day.exec(text ?? '') ?? [];
  return year ? `${year}-${month!.padStart(2, '0')}-${date!.padStart(2, '0')}` : text;
}

const days = '一二三四五六日';
const time = /^(?:周|星期)?([一二三四五六日天1-7])\s*(\d{1,2}:\d\d)\s*[-–—~至]\s*(\d{1,2}:\d\d)$/;

/** 周六 09:00-11:30；周日 14:00-16:00. Refuses: cell_unreadable. */
export function weeklyTimesIn({ key, zh: name, example }: Column, cells: Cells) {
  return listOf(cells[key]).map((part) => {
    const [, day, from, to] = time.exec(part) ?? [];
    if (!day || !from || !to)
      throw refuse('cell_unreadable', { pointer: `/${key}`, values: { name, example } });
    const number = days.indexOf(day === '天' ? '日' : day) + 1;
    return { day: number || Number(day), from: from.padStart(5, '0'), to: to.padStart(5, '0') };
  });
}
