import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '../shared/notice.tsx';
import { ReturnForm } from '../shared/return-form.tsx';
import { ask } from '../shared/session.ts';
import type { Contact } from './contract.ts';

/** Whoever leads a group calls its members: the whole phone for a reason, which is logged. */
export function MemberPhone({ id, name }: { id: string; name: string }): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const disclose = useMutation({
    mutationFn: (reason: string) =>
      ask<Contact>('POST', `/v1/members/${id}/disclosures`, { body: { reason } }),
    onSuccess: () => setAsking(false),
    // It does not stay in this browser.
    gcTime: 0,
  });
  if (disclose.isSuccess)
    return (
      <a href={`tel:${disclose.data.phone}`} data-testid="member-disclosed">
        {disclose.data.name} {disclose.data.phone}
      </a>
    );
  return (
    <>
      {!asking && (
        <button
          type="button"
          className="button"
          onClick={() => setAsking(true)}
          aria-label={`${t('organisations.members.call')} ${name}`}
          data-testid="disclose-member"
        >
          {t('organisations.members.call')}
        </button>
      )}
      {asking && (
        <ReturnForm
          label={t('organisations.people.whyDisclose')}
          hint={t('organisations.people.isLogged')}
          yes={t('organisations.members.call')}
          danger={false}
          busy={disclose.isPending}
          onReturn={(reason) => disclose.mutate(reason)}
          onClose={() => setAsking(false)}
        />
      )}
      <FailureNotice failure={disclose.error} />
    </>
  );
}
