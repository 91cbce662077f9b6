import type { Catalogue } from '../index.ts';

export const merchant: Catalogue['merchant'] = {
  title: 'Till',
  balance: 'Our points: {{points}}',
  till: {
    title: 'Take points',
    amount: 'Amount (points)',
    amountWrong: 'Type an amount above 0 with at most two decimals, such as 12 or 12.50.',
    code: 'The customer’s pay code',
    codeHint: 'Scan it, or type the 18 digits and press Enter.',
    codeWrong: 'A pay code has 18 digits. Please check and type it again.',
    redeem: 'Take the points',
    asking: 'Taking the points, one moment…',
    unanswered: 'The result of this one is not known yet',
    unansweredNext:
      '{{points}}, pay code {{code}}. Check the network, then press below to ask for the result; it is never taken twice. Please do not take another before this is clear.',
    askAgain: 'Ask again with the same one',
  },
  received: 'Received',
  receivedFrom: '{{name}} · {{time}}',
  spoken: '{{points}} points received',
  nextCustomer: 'Next customer',
  refused: 'Nothing received',
  refusedNext: {
    code_unknown: 'Check the digits, or ask the customer to open the pay code and scan again.',
    code_spent:
      'Look at the list first: it may have arrived. If not, wait for the customer’s new code and scan that.',
    code_expired: 'Wait for the customer’s new code and scan again. Screenshots do not work.',
    points_short: 'Ask the customer to look at the balance; take less or let them pay another way.',
    till_locked: 'Too many wrong codes. Please wait a while and try again.',
    other: 'Please try again later. If it still fails, ask the street’s administrator.',
  },
  backToTill: 'Back to the till',
  recent: {
    title: 'Recently taken',
    none: 'Nothing taken yet.',
    refund: 'Refund',
    refundOf: 'Refund {{points}} to {{name}}',
    refunded: 'Refunded',
    refundTitle: 'Refund this one?',
    refundMeaning: '{{points}} go back from this shop to {{name}}. This cannot be undone.',
    refundYes: 'Refund',
  },
};
