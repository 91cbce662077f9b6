import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Town } from './contract.ts';
import { ask } from './session.ts';

export function useTown(): UseQueryResult<Town> {
  return useQuery({
    queryKey: ['town'],
    queryFn: () => ask<Town>('GET', '/v1/town'),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
