/**
 * A full name in the one form under which it is found again: spaces and the dots in names of many peoples (买买提·阿不都)
 * are typed in many ways, Latin letters large and small.
 */
export const nameKey = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s.·•‧・･]/g, '')
    .toUpperCase();
