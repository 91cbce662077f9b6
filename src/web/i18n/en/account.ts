import type { Catalogue } from '../index.ts';

export const staff: Catalogue['staff'] = {
  password: 'Password',
  newPassword: 'New password',
  passwordRule:
    'At least {{characters}} characters, of {{kinds}} kinds: capitals, small letters, digits, signs. ',
  passwordHint:
    'No common words, rows of keys, phones or names; best are a few words that have nothing to do with each other.',
  passwordEnds: 'Your password expires on {{day}}; please change it before.',
  newestCode: 'With a new password, enter the newest 6 digits of your authenticator.',
  forgotten:
    'Forgotten the password, or lost phone and recovery codes? The security administrator of your office resets them.',
  code: 'Authenticator code',
  codeHint: 'The 6 digits of your authenticator. Without your phone, a recovery code.',
  provider: 'Sign in with the identity provider',
  withheld: 'You also act as: {{roles}}',
  signInAsStaff: 'To work as staff, sign out and choose “Staff”: password and authenticator.',
};

export const account: Catalogue['account'] = {
  title: 'Account and security',
  enrol: {
    title: 'Set a password and an authenticator',
    why: 'Staff sign in with two things: a password and an authenticator. Please install an authenticator app first.',
    begin: 'Set up',
    next: 'Next',
    resetCode: 'Reset code',
    resetHint:
      'Your password and authenticator were reset; the security administrator hands you the code in person.',
    scan: 'Scan this with your authenticator, then enter the 6 digits that it shows.',
    qr: 'QR code for the authenticator',
    byHand: 'If you cannot scan it, type this:',
    confirm: 'Confirm',
    done: 'The authenticator is in use',
    recovery:
      'Write these recovery codes down and keep them safe: each stands once for a code of a lost phone. They are not shown again.',
    kept: 'Written down, go on',
  },
  factor: {
    title: 'Authenticator and recovery codes',
    left: '{{count}} recovery codes left',
    few: 'Few recovery codes are left; please make new ones.',
    newCodes: 'New recovery codes',
    newCodesWhy: 'All old codes are void from then on; the new ones are shown once.',
    codesMade: 'The new recovery codes are in force',
    change: 'Change the authenticator',
    changeWhy:
      'For a new phone. Please install an authenticator app there first. Without the old phone, use a recovery code.',
    present: 'Present authenticator code, or a recovery code',
    newCode: 'The 6 digits of the new authenticator',
    changed: 'Changed. Your other devices are signed out.',
  },
  confirm: {
    byPhone: 'To protect your data, please confirm with a code from a text message that it is you.',
    byAuthenticator: 'To protect your data, please confirm with your authenticator that it is you.',
    yes: 'It is me',
  },
  password: {
    title: 'Change the password',
    present: 'Present password',
    changed: 'Changed. Your other devices are signed out.',
  },
  data: {
    title: 'My personal data',
    noConsents: 'No single consent of yours is in force.',
    withdraw: 'Withdraw this consent',
    withdrawTitle: 'Withdraw “{{what}}”?',
    withdrawMeaning: 'It ends at once. You can agree again later.',
    withdrawEnds:
      'The registration as a volunteer ends at once, and personal data is deleted for good.',
    agreedAt: 'agreed on {{day}}',
    withdrawnAt: 'withdrawn on {{day}}',
    earlier: 'Consents of before',
    download: 'Download all that is kept about me',
    leave: 'Leave for good',
    leaveMeaning:
      'Your name, id number, phone and all other personal data are deleted at once and cannot be brought back; points that are left cannot be used any more. Records of service that the law keeps name only a number.',
    leaveYes: 'Yes, leave',
  },
  sessions: {
    title: 'Where you are signed in',
    current: 'This device',
    unknownDevice: 'Unknown device',
    since: 'Since {{begun}}, last used {{used}}, network {{address}}',
    end: 'Sign out there',
    everywhere: 'Sign out everywhere',
    everywhereMeaning: 'All devices have to sign in again, this one too.',
  },
};
