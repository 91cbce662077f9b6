import type { Catalogue } from '../index.ts';

export const administration: Catalogue['administration'] = {
  list: {
    title: 'Activities to review',
    what: 'Read the content and the risks, then approve or return.',
    none: 'Nothing is waiting for review.',
  },
  review: {
    title: 'Review',
    approve: 'Approve',
    approved: 'Approved: volunteers can sign up now.',
    return: 'Return for changes',
    returned: 'Returned: the station sees the reason.',
    reason: 'Reason for returning',
    reasonHint: 'Say clearly what to change; the station reads this.',
    returnYes: 'Return',
  },
};
