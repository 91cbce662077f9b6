import { type Instant, minutesPerDay, plusMinutes } from '../kit/clock.ts';
import type { Rules } from '../rules/index.ts';

/**
 * When a session ends unless it is renewed before: staff after 15 idle minutes and eight hours at most, a shared device
 * after 30 idle minutes, one's own after 30 days (domain.md 12, reliability.md 5).
 */
export function expiryOf(
  session: { createdAt: Instant; sharedDevice: boolean; isStaff: boolean },
  rules: Rules,
  now: Instant,
): Instant {
  const shared = plusMinutes(now, rules.get('session.shared_idle_min'));
  if (session.isStaff) {
    const idle = plusMinutes(now, rules.get('session.staff_idle_min'));
    const longest = plusMinutes(session.createdAt, rules.get('session.staff_max_min'));
    return earliest(idle, longest, ...(session.sharedDevice ? [shared] : []));
  }
  if (session.sharedDevice) return shared;
  return plusMinutes(now, rules.get('session.own_days') * minutesPerDay);
}

const earliest = (first: Instant, ...others: Instant[]): Instant =>
  others.reduce((least, at) => (at < least ? at : least), first);
