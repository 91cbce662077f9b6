import type { ReactNode } from 'react';
import type { Me } from '../shared/contract.ts';
import { useRoute } from '../shared/route.ts';
import { CredentialReset } from './credential-reset.tsx';
import { GrantForm } from './grant-form.tsx';
import { GrantList } from './grant-list.tsx';

export default function GrantsFace({ person }: { person: Me }): ReactNode {
  const { segments } = useRoute();
  const gives = person.mayAppoint.length > 0;
  if (segments[1] === 'new' && gives) return <GrantForm gives={person.mayAppoint} />;
  const resets = person.may.includes('credential.reset');
  if (segments[1] === 'reset' && resets) return <CredentialReset />;
  return <GrantList gives={gives} resets={resets} />;
}
