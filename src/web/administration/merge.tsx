import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Volunteer } from '../registration/contract.ts';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { Field } from '../shared/field.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';
import { VolunteerList } from './volunteer-list.tsx';
import { VolunteerSearch } from './volunteer-search.tsx';

/** Looks for the other registration of the same person, and merges it into this one. */
export function Merge({ kept }: { kept: Volunteer }): ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [duplicate, setDuplicate] = useState<Volunteer | null>(null);
  const [merged, setMerged] = useState(false);
  const { name, number } = kept;
  return (
    <details className="card" data-testid="merge">
      <summary>{t('desk.merge.title')}</summary>
      <p>{t('desk.merge.why', { name, number })}</p>
      {merged && <Notice tone="done" title={t('desk.merge.done')} testId="merged" />}
      <VolunteerSearch onSearch={setText} />
      {text !== '' && (
        <VolunteerList
          key={text}
          shown={{ filter: 'all', text }}
          action={(volunteer) =>
            volunteer.id === kept.id ? (
              <span />
            ) : (
              <button
                type="button"
                className="button"
                onClick={() => setDuplicate(volunteer)}
                data-testid="merge-this"
              >
                {t('desk.merge.choose')}
              </button>
            )
          }
        />
      )}
      {duplicate !== null && (
        <MergeDialog
          kept={kept}
          duplicate={duplicate}
          onMerged={() => setMerged(true)}
          onClose={() => setDuplicate(null)}
        />
      )}
    </details>
  );
}

function MergeDialog({
  kept,
  duplicate,
  onMerged,
  onClose,
}: {
  kept: Volunteer;
  duplicate: Volunteer;
  onMerged: () => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const merge = useMutation({
    mutationFn: () =>
      ask('POST', '/v1/volunteer-merges', {
        body: { keptId: kept.id, duplicateId: duplicate.id, reason: reason.trim() },
      }),
    onSuccess: async () => {
      onMerged();
      onClose();
      await client.invalidateQueries();
    },
  });
  const words = ({ name, number }: Volunteer) => `${name} ${number}`;
  return (
    <ConfirmDialog
      title={t('desk.merge.confirm', { from: words(duplicate), into: words(kept) })}
      confirm={t('desk.merge.yes')}
      busy={merge.isPending || reason.trim().length < 2}
      danger
      onConfirm={() => merge.mutate()}
      onClose={onClose}
    >
      <Field label={t('desk.merge.reason')}>
        {(describing) => (
          <input
            {...describing}
            required
            maxLength={500}
            autoComplete="off"
            value={reason}
            data-testid="merge-reason"
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <FailureNotice failure={merge.error} />
    </ConfirmDialog>
  );
}
