import { useEffect, useState } from 'react';
import { now } from '../shared/clock.ts';

/** Seconds left until a moment; right again after the phone slept. */
export function useCountdown(): { seconds: number; start: (seconds: number) => void } {
  const [until, setUntil] = useState(0);
  const [seconds, setSeconds] = useState(0);

  useEffect(() => {
    if (until === 0) return;
    const tick = (): void => setSeconds(Math.max(0, Math.ceil((until - now()) / 1000)));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [until]);

  return { seconds, start: (length) => setUntil(now() + length * 1000) };
}
