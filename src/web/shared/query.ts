import {
  type InfiniteData,
  QueryClient,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from '@tanstack/react-query';
import type { Page } from './contract.ts';
import { NoAnswer } from './http.ts';
import { ask } from './session.ts';

const retriesMax = 2;

export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // A refusal repeats itself; only a missing answer is worth asking again.
        retry: (count, failure) => failure instanceof NoAnswer && count < retriesMax,
        // «online» is a guess of the browser. Trying tells the truth, and gives words for it.
        networkMode: 'always',
        staleTime: 5_000,
      },
      mutations: { networkMode: 'always' },
    },
  });

/** A list that grows by «load more», following the server's cursor. */
export function usePages<Item>(
  key: readonly unknown[],
  path: string,
  limit = 20,
): UseInfiniteQueryResult<InfiniteData<Page<Item>>, Error> {
  const joint = path.includes('?') ? '&' : '?';
  return useInfiniteQuery({
    queryKey: key,
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      ask<Page<Item>>('GET', `${path}${joint}limit=${limit}${cursor(pageParam)}`),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
}

const allPagesMax = 20;

/** Every item of a list known to be short, such as one activity's sign-ups (at most 2,000). */
export async function askAll<Item>(path: string, query = ''): Promise<Item[]> {
  const items: Item[] = [];
  let after = '';
  for (let page = 0; page < allPagesMax; page += 1) {
    const answer = await ask<Page<Item>>(
      'GET',
      `${path}?limit=100${query && `&${query}`}${cursor(after)}`,
    );
    items.push(...answer.items);
    if (answer.nextCursor === null) return items;
    after = answer.nextCursor;
  }
  // Rather nothing than a list that looks whole.
  throw new Error(`${path} has more than ${items.length} items`);
}

const cursor = (after: string): string =>
  after === '' ? '' : `&cursor=${encodeURIComponent(after)}`;
