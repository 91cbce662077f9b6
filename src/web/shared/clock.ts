/** The only place of the web app that reads the device's clock. */
export const now = (): number => Date.now();

/** Milliseconds since an instant the contract gave. */
export const sinceInstant = (instant: string): number => now() - Date.parse(instant);

/**
 * What a `datetime-local` field holds, as an instant. The town lives in one zone whatever the
 * clerk's computer says, and China has had no summer time since 1991, so the offset is fixed.
 */
export const instantFromTownTime = (local: string): string =>
  new Date(`${local}:00+08:00`).toISOString();

/** The way back, to the minute. */
export const townTimeOf = (instant: string): string =>
  new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16);

/** The day after a day, both YYYY-MM-DD. */
export const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
