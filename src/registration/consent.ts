import type { Purpose } from './consent-texts.ts';
import type { ConsentChannel, ConsentRow } from './tables.ts';

export interface ConsentView {
  id: string;
  purpose: Purpose;
  textVersion: number;
  channel: ConsentChannel;
  givenAt: string;
  withdrawnAt: string | null;
}

export function consentView(row: ConsentRow): ConsentView {
  const { id, purpose, textVersion, channel, givenAt, withdrawnAt } = row;
  return {
    ...{ id, purpose, textVersion, channel },
    givenAt: givenAt.toISOString(),
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
  };
}
