import { membersKind } from './member-rows.ts';
import { organisationsKind } from './organisation-rows.ts';
import { volunteersKind } from './volunteer-rows.ts';

/** Everything that can be imported, by the name in URLs; another kind is a file of rows beside these and a line here. */
export const kinds = {
  volunteers: volunteersKind,
  organisations: organisationsKind,
  members: membersKind,
};

export type KindName = keyof typeof kinds;

export const kindNames = Object.keys(kinds) as KindName[];
