import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Activity, Category } from './contract.ts';
import { ask } from './session.ts';

export function useActivity(
  id: string,
  refetchInterval: number | false = false,
): UseQueryResult<Activity> {
  return useQuery({
    queryKey: ['activity', id],
    queryFn: () => ask<Activity>('GET', `/v1/activities/${id}`),
    refetchInterval,
  });
}

export function useCategories(): UseQueryResult<Category[]> {
  return useQuery({
    queryKey: ['categories'],
    queryFn: async () => (await ask<{ items: Category[] }>('GET', '/v1/categories')).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
