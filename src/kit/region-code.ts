/**
 * Administrative division codes as China counts them (GB/T 2260, GB/T 10114): 6 digits to the district, 3 more for the
 * street or town, 3 more for the community. A city's subtree is its first four digits; in a municipality (直辖市) the
 * city stands at NN0000 and owns the first two; a city directly below its province (省直辖县级行政区划) stands at NN90nn
 * and owns all six. Some cities have no districts: there the streets lie in the city.
 */
export type RegionLevel = 'city' | 'district' | 'street' | 'community';

/** NN9000 is their heading and no place. */
const directlyBelowProvince = /^\d\d90(?!00)\d\d$/;
/** 北京、天津、上海、重庆. */
const ofMunicipality = /^(11|12|31|50)/;

export function regionLevel(code: string): RegionLevel {
  if (code.length === 12) return 'community';
  if (code.length === 9) return 'street';
  return code.endsWith('00') || directlyBelowProvince.test(code) ? 'city' : 'district';
}

/** Whether a code can be that of a city with a book of its own, and is not that of a province or of a heading. */
export function isCityCode(code: string): boolean {
  if (!/^[1-6]\d{5}$/.test(code) || regionLevel(code) !== 'city') return false;
  return ofMunicipality.test(code) ? code.endsWith('0000') : !/(00|90)00$/.test(code);
}

/** The street or town that a street or community is, or lies in. */
export const streetOf = (code: string): string => code.slice(0, 9);

/** The digits that every division below `code` begins with. */
export function subtreePrefix(code: string): string {
  if (regionLevel(code) !== 'city' || directlyBelowProvince.test(code)) return code;
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
