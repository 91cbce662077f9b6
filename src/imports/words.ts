import type { Text } from '../kit/refusal.ts';
import type { Cells } from './cells.ts';
import { refuse } from './refusals.ts';

/** Where a word is not known, itself: the rules of the slice then say that there is no such thing. */
export function codeOf(words: Readonly<Record<string, Text>>, text: string): string {
  const found = Object.entries(words).find(
    ([code, name]) => code === text || name['zh-CN'] === text || name.en === text,
  );
  return found?.[0] ?? text;
}

/** Several words in one cell. */
export const listOf = (text: string | undefined) =>
  (text ?? '')
    .split(/[,，、;；\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const truths: Record<string, boolean> = { 是: true, yes: true, 否: false, no: false };

/** Refuses: cell_unreadable. */
export function truthOf(cells: Cells, key: string, name: string): boolean | undefined {
  const text = cells[key];
  if (text === undefined) return undefined;
  const truth = truths[text.toLowerCase()];
  if (truth === undefined)
    throw refuse('cell_unreadable', { pointer: `/${key}`, values: { name, example: '是' } });
  return truth;
}

const days = '一二三四五六日';
const time = /^(?:周|星期)?([一二三四五六日天1-7])\s*(\d{1,2}:\d\d)\s*[-–—~至]\s*(\d{1,2}:\d\d)$/;

/** 周六 09:00-11:30；周日 14:00-16:00. Refuses: cell_unreadable. */
export function weeklyTimesOf(cells: Cells, key: string, name: string, example: string) {
  return listOf(cells[key]).map((part) => {
    const [, day, from, to] = time.exec(part) ?? [];
    if (!day || !from || !to)
      throw refuse('cell_unreadable', { pointer: `/${key}`, values: { name, example } });
    const number = days.indexOf(day === '天' ? '日' : day) + 1;
    return { day: number || Number(day), from: from.padStart(5, '0'), to: to.padStart(5, '0') };
  });
}
