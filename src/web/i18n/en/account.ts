import type { Catalogue } from '../index.ts';

export const staff: Catalogue['staff'] = {
  password: 'Password',
  newPassword: 'New password',
  passwordHint: 'At least 10 characters, of three kinds: capitals, small letters, digits, signs.',
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
  password: {
    title: 'Change the password',
    present: 'Present password',
    changed: 'Changed. Your other devices are signed out.',
  },
  data: {
    title: 'My personal data',
    noConsents: 'No single consent of yours is in force.',
    withdraw: 'Withdraw this consent',
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
