import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '../shared/notice.tsx';
import { ReturnForm } from '../shared/return-form.tsx';
import { ask, renew } from '../shared/session.ts';
import type { Organisation } from './contract.ts';

/** Whoever heads a body ends it, and nobody has a role in it any more. */
export function Ending({ organisation: { id, may } }: { organisation: Organisation }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: (reason: string) =>
      ask<Organisation>('POST', `/v1/organisations/${id}/cancellations`, { body: { reason } }),
    onSuccess: async () => {
      setAsking(false);
      scrollTo(0, 0);
      await renew();
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['organisation', id] }),
        client.invalidateQueries({ queryKey: ['organisations'] }),
      ]),
  });
  if (!may.includes('organisation.cancel')) return null;
  const words = t('organisations.ending.end');
  return (
    <>
      {asking ? (
        <ReturnForm
          label={t('organisations.ending.why')}
          hint={t('organisations.ending.meaning')}
          yes={words}
          busy={end.isPending}
          onReturn={(reason) => end.mutate(reason)}
          onClose={() => setAsking(false)}
        />
      ) : (
        <button
          type="button"
          className="button button-danger"
          onClick={() => setAsking(true)}
          data-testid="end-organisation"
        >
          {words}
        </button>
      )}
      <FailureNotice failure={end.error} />
    </>
  );
}
