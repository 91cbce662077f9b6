import type { Catalogue } from '../index.ts';

export const grants: Catalogue['grants'] = {
  title: 'Who holds which role',
  what: 'These are the roles given within your area. A role that is taken back is worth nothing within seconds.',
  none: 'No roles have been given yet.',
  give: 'Give a role',
  phone: 'Mobile number',
  phoneHint: 'Also of somebody who has never signed in; the role is there at the next sign-in.',
  role: 'Role',
  scope: 'Area or body',
  choose: 'Please choose',
  roleFirst: 'Choose a role first',
  noScope: 'There is no body yet for which this role can be given.',
  until: 'Good until (optional)',
  untilHint: 'To the end of that day; left empty it does not end.',
  submit: 'Give the role',
  given: '{{phone}} is now: {{role}}',
  from: 'Since {{from}}, without an end',
  fromTo: '{{from}} to {{to}}',
  revoked: 'Taken back',
  revoke: 'Take back',
  revokeTitle: 'Take this role back?',
  revokeMeaning:
    '{{phone}} will no longer be {{role}} of “{{scope}}”. It can be given again later.',
};
