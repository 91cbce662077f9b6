import { regionLevel } from '../kit/region-code.ts';
import type { RegionRow } from './tables.ts';

/** One place in the tree, as a source of divisions tells of it. */
export interface Division {
  code: string;
  name: string;
  /** Null for the city itself. */
  parent: string | null;
}

/** 街道, 镇, 乡, 功能区 (and other units that administer like a street), 居委会, 村委会. */
export const divisionKinds = [
  'subdistrict',
  'town',
  'township',
  'functional_area',
  'residents_committee',
  'villagers_committee',
] as const;
export type DivisionKind = (typeof divisionKinds)[number];

/** What a division is, by the last block of its code (GB/T 10114-2003); null above the street, where the name says it. */
export function divisionKind(code: string): DivisionKind | null {
  const level = regionLevel(code);
  const block = Number(code.slice(-3));
  // 001–199 and 200–399 (domain.md 12.1); others exist, and count as urban.
  if (level === 'community')
    return block >= 200 && block < 400 ? 'villagers_committee' : 'residents_committee';
  if (level !== 'street') return null;
  if (block < 100) return 'subdistrict';
  if (block < 200) return 'town';
  return block < 400 ? 'township' : 'functional_area';
}

/** Whether a division is there on a day: from its first day until the day before the one it ends on. */
export function isInForce(
  { validFrom, validTo }: Pick<RegionRow, 'validFrom' | 'validTo'>,
  day: string,
): boolean {
  return (validFrom === null || validFrom <= day) && (validTo === null || day < validTo);
}
