import type { Catalogue } from '../index.ts';

export const administration: Catalogue['administration'] = {
  title: 'Desk',
  waiting: {
    title: 'What waits',
    volunteers: 'Volunteers to review',
    filings: 'Filings to answer',
    lateFilings: 'Filings overdue',
  },
  volunteers: {
    title: 'Registrations',
    review: 'To approve',
    area: 'All',
    none: 'There are no volunteers.',
    number: 'Number',
    idNumber: 'ID number',
    birthYear: 'Year of birth',
    phone: 'Mobile',
    residence: 'Lives in',
    guardian: 'Guardian',
    documentSeen: 'I have seen the document',
    approve: 'Approve',
    reject: 'Send back',
    suspend: 'Suspend',
    resume: 'Let serve again',
    revoke: 'Revoke',
  },
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
