import { type Instant, secondsBetween } from '../kit/clock.ts';

/** A span of time somebody was there, `to` after `from`. */
export interface Span {
  from: Instant;
  to: Instant;
}

export interface EarnRules {
  quantumMinutes: number;
  singleCapMinutes: number | null;
  dailyCapMinutes: number | null;
}

/** The parts of `span` that lie inside of `window`. */
export function within(window: Span, span: Span): Span[] {
  const from = later(span.from, window.from);
  const to = earlier(span.to, window.to);
  return from < to ? [{ from, to }] : [];
}

const later = (a: Instant, b: Instant) => (secondsBetween(a, b) > 0 ? b : a);
const earlier = (a: Instant, b: Instant) => (secondsBetween(a, b) > 0 ? a : b);

/** The parts of `spans` that no span of `taken` covers: one minute is credited once, however many activities claim it. */
export function without(spans: Span[], taken: Span[]): Span[] {
  return taken.reduce(
    (left, hole) =>
      left.flatMap((span) => [
        ...(span.from < hole.from ? within(span, { from: span.from, to: hole.from }) : []),
        ...(span.to > hole.to ? within(span, { from: hole.to, to: span.to }) : []),
      ]),
    spans,
  );
}

/** The same time once, though the spans overlap: somebody came in under two numbers. */
export function once(spans: Span[]): Span[] {
  return spans.flatMap((span, n) => without([span], spans.slice(0, n)));
}

/** Whole minutes in all of `spans` together; seconds count, so that two half minutes make one. */
export function minutesIn(spans: Span[]): number {
  const seconds = spans.reduce((total, { from, to }) => total + secondsBetween(from, to), 0);
  return Math.floor(seconds / 60);
}

/**
 * Minutes credited for `rawMinutes` of service (earn algorithm, domain.md 8): down to the quantum, then the
 * cap of one activity, then what is left of the day.
 */
export function creditedMinutes(
  rawMinutes: number,
  rules: EarnRules,
  creditedThatDay: number,
): number {
  const whole = Math.floor(rawMinutes / rules.quantumMinutes) * rules.quantumMinutes;
  const single = Math.min(whole, rules.singleCapMinutes ?? whole);
  const leftOfDay = Math.max(
    0,
    (rules.dailyCapMinutes ?? Number.POSITIVE_INFINITY) - creditedThatDay,
  );
  return Math.min(single, leftOfDay);
}

/** Centipoints for credited minutes: minutes × rate × coefficient / 6000, down to the hundredth of a point. */
export function earnedCentipoints(
  minutes: number,
  perCreditHour: number,
  coefPercent: number,
): number {
  return Math.floor((minutes * perCreditHour * coefPercent) / 6000);
}
