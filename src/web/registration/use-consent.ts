import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../shared/session.ts';
import type { Consent, Purpose } from './contract.ts';
import { textVersionOf } from './use-lists.ts';

/** Whether this person has agreed to one purpose: before, or by what they choose now. */
export function useConsent(purpose: Purpose) {
  const client = useQueryClient();
  const consents = useQuery({
    queryKey: ['consents'],
    queryFn: async () => (await ask<{ items: Consent[] }>('GET', '/v1/consents')).items,
  });
  const [chosen, choose] = useState<boolean | null>(null);
  const standing =
    consents.data?.some((one) => one.purpose === purpose && one.withdrawnAt === null) ?? false;
  return {
    agreed: chosen ?? (standing ? true : null),
    /** Nothing was agreed to, so they are asked. */
    isOpen: consents.isSuccess && !standing,
    choose,
    /** Notes the agreement, where it is new. */
    async note(): Promise<void> {
      if (standing) return;
      const textVersion = await textVersionOf(client, purpose);
      await ask<Consent>('POST', '/v1/consents', { body: { purpose, textVersion } });
      await client.invalidateQueries({ queryKey: ['consents'] });
    },
  };
}
