import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { NoAnswer, newIdempotencyKey } from './http.ts';
import { ask } from './session.ts';

/** A movement as it was first sent: whatever happens to the answer, it is sent again unchanged. */
export interface Keyed<Body> {
  key: string;
  body: Body;
}

const retriesMax = 4;

/** Makes the key before sending: then even a page that is reloaded can ask for the same answer. */
export const keyed = <Body>(body: Body): Keyed<Body> => ({ key: newIdempotencyKey(), body });

/**
 * Sends a movement, and the same one again after 1, 2, 4 and 8 s while no answer comes.
 * `retrying` is true from the first lost answer on.
 */
export function useKeyedPost<Body, Answer>(
  path: string,
): { post: UseMutationResult<Answer, Error, Keyed<Body>>; retrying: boolean } {
  const [lost, setLost] = useState(false);
  const post = useMutation<Answer, Error, Keyed<Body>>({
    mutationFn: ({ key, body }) => ask<Answer>('POST', path, { body, idempotencyKey: key }),
    retry: (count, failure) => {
      const again = failure instanceof NoAnswer && count < retriesMax;
      setLost(again);
      return again;
    },
    retryDelay: (count) => 1000 * 2 ** count,
    onSettled: () => setLost(false),
  });
  return { post, retrying: lost && post.isPending };
}
