import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import type { Text } from '../shared/contract.ts';
import { ask } from '../shared/session.ts';
import type { ConsentText, Purpose } from './contract.ts';

/** What hardly ever changes. */
const staleTime = Number.POSITIVE_INFINITY;

export function useSkills() {
  return useQuery({
    queryKey: ['skills'],
    staleTime,
    queryFn: async () =>
      (await ask<{ items: { code: string; name: Text }[] }>('GET', '/v1/skills')).items,
  });
}

const consentTexts = queryOptions({
  queryKey: ['consent-texts'],
  staleTime,
  queryFn: async () => {
    const { items } = await ask<{ items: ConsentText[] }>('GET', '/v1/consent-texts');
    return new Map<Purpose, ConsentText>(items.map((item) => [item.purpose, item]));
  },
});

/** The words that people agree to today, by purpose. */
export const useConsentTexts = () => useQuery(consentTexts);

/** Which words those are; waits for them, and fails where there is no answer. */
export const textVersionOf = async (client: QueryClient, purpose: Purpose) =>
  (await client.ensureQueryData(consentTexts)).get(purpose)?.textVersion;
