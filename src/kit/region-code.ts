/**
 * Administrative division codes as China counts them: 6 digits to the district, 3 more for the street or
 * town, 3 more for the community. A city's subtree is its first four digits; in a municipality (直辖市)
 * the city stands at NN0000 and owns the first two.
 */
export type RegionLevel = 'city' | 'district' | 'street' | 'community';

export function regionLevel(code: string): RegionLevel {
  if (code.length === 12) return 'community';
  if (code.length === 9) return 'street';
  return code.endsWith('00') ? 'city' : 'district';
}

/** The digits that every division below `code` begins with. */
export function subtreePrefix(code: string): string {
  if (regionLevel(code) !== 'city') return code;
  return code.endsWith('0000') ? code.slice(0, 2) : code.slice(0, 4);
}

/** Whether `code` is `ancestor` or lies below it. */
export function isWithin(code: string, ancestor: string): boolean {
  return code.startsWith(subtreePrefix(ancestor));
}

/** `code` and all that it lies in, nearest first, ending with the city of the book. */
export function chainUp(code: string, city: string): string[] {
  const chain = [12, 9, 6]
    .filter((length) => length <= code.length)
    .map((length) => code.slice(0, length));
  return [...new Set([...chain, city])];
}
