import type { Catalogue } from '../index.ts';

export const signIn: Catalogue['signIn'] = {
  title: 'Sign in',
  welcome: 'Neighbours help neighbours; time given is time kept.',
  ended: 'Your sign-in has ended. Please sign in again.',
  phone: 'Mobile number',
  code: 'Code from the text message',
  codeHint: 'Press “Get a code” and we send digits to your phone. New numbers can sign in too.',
  sent: 'A code went to {{phone}}. It is good for 5 minutes.',
  request: 'Get a code',
  requestAgainIn: 'Again in {{seconds}} s',
  submit: 'Sign in',
  way: { label: 'Way to sign in', phone: 'Phone and code', staff: 'Staff' },
  shared: 'Others use this device too (signs out after 30 idle minutes)',
  demoTitle: 'Demo town',
  demoHint:
    'Everyone and every point here is made up. Choose a person; the code appears in the demo mailbox below. One browser holds one person: to see two at once, open a private window.',
  mailbox: 'Open the mailbox page',
  demoMailbox: 'Demo mailbox',
  demoMailboxEmpty: 'Waiting for the message…',
  useDemoCode: 'Fill in this code',
};

export const registration: Catalogue['registration'] = {
  rolesTitle: 'Your roles',
  rolesNote: 'There is nothing to do on these pages in these roles yet.',
  title: 'Register as a volunteer',
  why: 'Once registered you can sign up for activities and save service time. The law asks for your real name; your ID number is stored encrypted and shown only in part.',
  name: 'Name',
  idNumber: 'ID number',
  idNumberHint: '18 characters; the last may be X',
  residence: 'Where you live',
  district: 'District',
  street: 'Street (town)',
  community: 'Community (village)',
  choose: 'Please choose',
  districtFirst: 'Choose the district first',
  streetFirst: 'Choose the street first',
  declaration:
    'I declare that this is true, that I volunteer of my own will, and that I will follow the rules of volunteer service.',
  submit: 'Register',
};
