import type { ImportKind } from '../imports/contract.ts';
import type { Me } from '../shared/contract.ts';

/** Whoever heads an organisation registers people too, but for it and not at the desk. */
const ofCommunity = ['residents_committee', 'liaison_officer'];

/** What a desk of a community registers in: the communities of its roles, each once. */
export function communitiesOf({ roles }: Me): { code: string; name: string }[] {
  const names = roles.flatMap(({ role, scope, scopeName }) =>
    ofCommunity.includes(role) ? [[scope, scopeName] as const] : [],
  );
  return [...new Map(names)].map(([code, name]) => ({ code, name }));
}

export const registersAtDesk = (person: Me): boolean =>
  person.may.includes('volunteer.register_for') && communitiesOf(person).length > 0;

/** What a desk takes in from files. */
export const importsAtDesk = (person: Me): ImportKind[] => [
  ...(registersAtDesk(person) ? (['volunteers'] as const) : []),
  ...(person.may.includes('organisation.enter') ? (['organisations'] as const) : []),
];
