import { recall, remember } from '../shared/memory.ts';
import type { Keyed } from '../shared/use-keyed-post.ts';

export interface RedemptionBody {
  code: string;
  centipoints: number;
}

const place = 'linli.redemption-without-answer';

/**
 * The redemption whose answer has not come. Written before it is sent, so that a reloaded till
 * asks for that same answer and never takes the points twice.
 */
export function keepUnanswered(sending: Keyed<RedemptionBody> | null): void {
  remember(place, sending === null ? null : JSON.stringify(sending), 'tab');
}

export function unanswered(): Keyed<RedemptionBody> | null {
  const kept = recall(place, 'tab');
  return kept === null ? null : (JSON.parse(kept) as Keyed<RedemptionBody>);
}
