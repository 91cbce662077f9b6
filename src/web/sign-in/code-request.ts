import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../shared/http.ts';
import { useCountdown } from './use-countdown.ts';

export interface CodeSent {
  expiresInSeconds: number;
  retryAfterSeconds: number;
}

/** Asking for a code, and how long until the next may be asked for. */
export function useCodeRequest<To>(ask: (to: To) => Promise<CodeSent>, onSent: () => void) {
  const wait = useCountdown();
  const request = useMutation({
    mutationFn: ask,
    onSuccess: ({ retryAfterSeconds }) => {
      wait.start(retryAfterSeconds);
      onSent();
    },
    onError: (failure) => {
      if (failure instanceof Refusal && failure.retryAfterSeconds !== null) {
        wait.start(failure.retryAfterSeconds);
      }
    },
  });
  return { request, wait };
}

const secondsPerMinute = 60;
const secondsPerHour = 3600;

/** «59 秒后可再次获取», and minutes or hours where it takes long. */
export function useWaitInWords(): (seconds: number) => string {
  const { t } = useTranslation();
  return (seconds) => {
    if (seconds <= 2 * secondsPerMinute) return t('signIn.again.seconds', { count: seconds });
    if (seconds <= 2 * secondsPerHour)
      return t('signIn.again.minutes', { count: Math.ceil(seconds / secondsPerMinute) });
    return t('signIn.again.hours', { count: Math.ceil(seconds / secondsPerHour) });
  };
}
