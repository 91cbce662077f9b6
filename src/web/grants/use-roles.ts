import { useQuery } from '@tanstack/react-query';
import { ask } from '../shared/session.ts';
import type { RoleKind } from './contract.ts';

/** All roles that there are, with their names and what each is given for. */
export function useRoles() {
  return useQuery({
    queryKey: ['roles'],
    queryFn: async () => (await ask<{ items: RoleKind[] }>('GET', '/v1/roles')).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
