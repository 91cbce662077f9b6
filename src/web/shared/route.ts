import { useMemo, useSyncExternalStore } from 'react';

/** Where the person is: `#/activities/7?code=1` is segments ['activities', '7'] and a query. */
export interface Route {
  segments: string[];
  query: URLSearchParams;
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => parse(hash), [hash]);
}

export function go(path: string): void {
  location.hash = path;
}

function parse(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  return {
    segments: path.split('/').filter((segment) => segment !== ''),
    query: new URLSearchParams(query),
  };
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
