import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { now } from '../shared/clock.ts';
import type { PayCode, PayCodeState, Redemption } from '../shared/contract.ts';
import { NoAnswer } from '../shared/http.ts';
import { ask } from '../shared/session.ts';

const renewBeforeSeconds = 5;
const pollMilliseconds = 2_000;
const againMilliseconds = 3_000;

interface Held {
  code: PayCode;
  /** By this device's clock, counted from the answer: a phone whose clock is wrong still works. */
  until: number;
}

/**
 * The code to show, renewed by itself shortly before it expires. The code before it is watched
 * too: a merchant may have scanned it in its last seconds. With the PIN of this phone it pays for more.
 */
export function usePayCode(pin: string | null): {
  shown: PayCode | null;
  secondsLeft: number;
  redemption: Redemption | null;
  failure: Error | null;
  renew: () => void;
} {
  const client = useQueryClient();
  const [held, setHeld] = useState<Held[]>([]);
  const [failure, setFailure] = useState<Error | null>(null);
  const time = useTime();
  const asking = useRef(false);

  const renew = useCallback(async (): Promise<void> => {
    if (asking.current) return;
    asking.current = true;
    try {
      const code = await ask<PayCode>('POST', '/v1/pay-codes', {
        body: pin === null ? {} : { pin },
      });
      const until = now() + code.validSeconds * 1000;
      setHeld(([latest]) => [{ code, until }, ...(latest === undefined ? [] : [latest])]);
      setFailure(null);
    } catch (reason) {
      setFailure(reason as Error);
    } finally {
      asking.current = false;
    }
  }, [pin]);

  // With another PIN than before, the code on the screen is not the one that was asked for.
  useEffect(() => void renew(), [renew]);

  const redemption = useRedemption(held);
  const [latest] = held;
  const secondsLeft = latest === undefined ? 0 : secondsUntil(latest, time);
  // A phone in a pocket stops asking; its next look at the screen brings a fresh code.
  const isWatched = document.visibilityState === 'visible' && redemption === null;
  const isDue = isWatched && failure === null && secondsLeft <= renewBeforeSeconds;

  useEffect(() => {
    if (isDue) void renew();
  }, [isDue, renew]);

  useEffect(() => {
    if (!(failure instanceof NoAnswer)) return;
    const timer = setTimeout(() => void renew(), againMilliseconds);
    return () => clearTimeout(timer);
  }, [failure, renew]);

  useEffect(() => {
    if (redemption === null) return;
    void client.invalidateQueries({ queryKey: ['balance'] });
    void client.invalidateQueries({ queryKey: ['statement'] });
  }, [redemption, client]);

  const shown = latest !== undefined && secondsLeft > 0 ? latest.code : null;
  return { shown, secondsLeft, redemption, failure, renew: () => void renew() };
}

/** This device's clock, twice a second. */
function useTime(): number {
  const [time, setTime] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setTime(now()), 500);
    return () => clearInterval(timer);
  }, []);
  return time;
}

/** `time` may be a tick older than the code, which must not make it last longer. */
const secondsUntil = ({ code, until }: Held, time: number): number =>
  Math.min(code.validSeconds, Math.ceil((until - time) / 1000));

/** The payment made with any of the codes, as soon as the server tells. */
function useRedemption(held: Held[]): Redemption | null {
  return useQueries({
    queries: held.map(({ code }) => ({
      queryKey: ['pay-code', code.id],
      queryFn: () => ask<PayCodeState>('GET', `/v1/pay-codes/${code.id}`),
      refetchInterval: pollMilliseconds,
    })),
    combine: (answers) =>
      answers.find(({ data }) => data?.redemption != null)?.data?.redemption ?? null,
  });
}
