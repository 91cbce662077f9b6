import { createHmac, timingSafeEqual } from 'node:crypto';
import { refuse } from './kit-refusals.ts';
import type { Vault } from './seal.ts';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export const pageLimitMax = 100;
export const pageLimitDefault = 20;

export interface Cursors {
  /** Makes `last` (the position of the last row of a page) opaque and signed. */
  write(list: string, last: readonly (string | number)[]): string;
  /** Refuses: bad_cursor, also for a cursor of another list. */
  read(list: string, cursor: string): string[];
}

/** Lists continue after a position, never at an offset: a row that is added or removed shifts nothing. */
export function openCursors(vault: Vault): Cursors {
  const key = vault.derive('cursor/1');
  const mac = (text: string) => createHmac('sha256', key).update(text).digest().subarray(0, 12);
  return {
    write(list, last) {
      const text = JSON.stringify([list, ...last.map(String)]);
      return Buffer.concat([mac(text), Buffer.from(text)]).toString('base64url');
    },
    read(list, cursor) {
      const bytes = Buffer.from(cursor, 'base64url');
      const text = bytes.subarray(12).toString();
      if (bytes.length < 14 || !timingSafeEqual(bytes.subarray(0, 12), mac(text))) {
        throw refuse('bad_cursor', { pointer: '/cursor' });
      }
      const [name, ...last] = JSON.parse(text) as string[];
      if (name !== list) throw refuse('bad_cursor', { pointer: '/cursor' });
      return last;
    },
  };
}

/** Cuts a list that was read with one row more than asked for into a page. */
export function pageOf<R, T>(
  rows: R[],
  limit: number,
  each: (row: R) => T,
  cursorAfter: (last: R) => string,
): Page<T> {
  const shown = rows.slice(0, limit);
  return {
    items: shown.map(each),
    nextCursor: rows.length > limit ? cursorAfter(shown.at(-1)!) : null,
  };
}
