import { useQueries } from '@tanstack/react-query';
import type { Me, Region } from '../shared/contract.ts';
import { ask } from '../shared/session.ts';

const levels: Record<string, string> = {
  street_office: 'street',
  residents_committee: 'community',
};

/** The streets and communities that somebody holds one of the roles in, each once. */
export function useOwnPlaces({ roles }: Me, held: (keyof typeof levels)[]): Region[] {
  const own = roles.filter(({ role }) => held.includes(role));
  const streets = own.filter(({ role }) => levels[role] === 'street');
  const below = useQueries({
    queries: streets.map(({ scope }) => ({
      queryKey: ['regions', scope],
      queryFn: async () =>
        (await ask<{ items: Region[] }>('GET', `/v1/regions?parent=${scope}`)).items,
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  const places = [
    ...own.map(({ role, scope, scopeName }) => ({
      ...{ code: scope, name: scopeName, level: levels[role]! },
    })),
    ...below.flatMap(({ data }) => data ?? []),
  ];
  return [...new Map(places.map((place) => [place.code, place])).values()];
}
