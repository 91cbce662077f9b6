/** The parts of what is asked for that lie in somebody's areas: the narrower of two prefixes, one of which begins with the other. */
export const narrowTo = (areas: string[], asked: string): string[] =>
  areas.flatMap((area) =>
    area.startsWith(asked) ? [area] : asked.startsWith(area) ? [asked] : [],
  );
