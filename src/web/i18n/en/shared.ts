import type { Catalogue } from '../index.ts';

export const shared: Catalogue['shared'] = {
  brand: 'Linli',
  otherLanguage: '中文',
  signOut: 'Sign out',
  account: 'Account',
  back: 'Back',
  faces: 'My roles',
  face: {
    volunteer: 'Volunteer',
    groups: 'Groups',
    station: 'Station',
    merchant: 'Merchant',
    administration: 'Review',
    grants: 'Roles',
  },
  loading: 'Loading…',
  export: 'Take it as an Excel file',
  exporting: 'Being taken…',
  sending: 'Sending…',
  retrying: 'The network is unsteady; trying the same one again',
  tryAgain: 'Try again',
  loadMore: 'Show more',
  notNow: 'Not now',
  gotIt: 'Got it',
  done: 'Done',
  noAnswer: 'No answer: the network is down',
  noAnswerNext: 'Check your network and try again. What you typed is still here.',
  unreachable:
    'Check your network. When it is back, press the button below; there is no need to sign in again.',
  fault: 'Something broke on this page',
  faultNext: 'Reload the page and try again. If it still fails, ask your community station.',
  signUpState: {
    applied: 'Signed up, not yet admitted',
    waiting: 'On the waiting list',
    admitted: 'Admitted',
    checked_in: 'Checked in',
    checked_out: 'Checked out',
    cancelled: 'Cancelled',
  },
};

export const units: Catalogue['units'] = {
  points: '{{points}} points',
  hours: '{{hours}} h',
  minutes: '{{minutes}} min',
  hoursMinutes: '{{hours}} h {{minutes}} min',
};

export const activity: Catalogue['activity'] = {
  riskNote: 'Risks to know',
  content: 'What it is',
  category: 'Kind of service',
  time: 'Time',
  place: 'Place',
  radius: 'Where to check in',
  radiusWords: 'Within {{metres}} m of the place',
  people: 'People',
  peopleWords: '{{capacity}} places, {{taken}} signed up',
  station: 'Organised by',
  number: 'Activity number',
  state: {
    pending_review: 'Waiting for review',
    published: 'Published',
    returned: 'Returned',
    closed: 'Closed',
  },
};

export const position: Catalogue['position'] = {
  locating: 'Finding your position…',
  denied: {
    title: 'The phone did not allow the use of your position',
    next: 'Open the phone’s settings, find this browser, set Location to Allow, then come back and press again. Station staff can help.',
  },
  unavailable: {
    title: 'The phone cannot find its position',
    next: 'Turn on location services, go outdoors or near a window, and press again.',
  },
  timeout: {
    title: 'Finding the position took too long',
    next: 'Go outdoors or near a window, and press again.',
  },
  insecure: {
    title: 'This page may not use your position',
    next: 'Open this site by its https address, or try another browser.',
  },
};
