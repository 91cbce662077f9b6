import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import type { Activity, Settlement, StationSignUp } from '../shared/contract.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { type Keyed, keyed, useKeyedPost } from '../shared/use-keyed-post.ts';

interface Body {
  activityId: string;
}

export function SettleButton({
  activity,
  signUps,
}: {
  activity: Activity;
  signUps: StationSignUp[];
}): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  // One key for as long as this page is open: pressing again asks for the same settlement.
  const [sending] = useState<Keyed<Body>>(() => keyed({ activityId: activity.id }));
  const [asking, setAsking] = useState(false);
  const { post, retrying } = useKeyedPost<Body, Settlement>('/v1/settlements');
  const stillIn = signUps.filter(({ state }) => state === 'checked_in').length;

  const settle = (): void =>
    post.mutate(sending, {
      onSuccess: async (settlement) => {
        client.setQueryData(['settlement', settlement.id], settlement);
        await client.invalidateQueries({ queryKey: ['activity', activity.id] });
        setAsking(false);
      },
    });

  return (
    <>
      <button
        type="button"
        className="button button-danger"
        onClick={() => setAsking(true)}
        data-testid="settle"
      >
        {t('station.settle.open')}
      </button>
      {asking && (
        <ConfirmDialog
          title={t('station.settle.title')}
          confirm={t('station.settle.yes')}
          busy={post.isPending}
          onConfirm={settle}
          onClose={() => setAsking(false)}
        >
          <p>{t('station.settle.meaning')}</p>
          {stillIn > 0 && <p>{t('station.settle.stillIn', { count: stillIn })}</p>}
          <p role="status">{retrying && t('shared.retrying')}</p>
          <FailureNotice failure={post.error} />
        </ConfirmDialog>
      )}
    </>
  );
}
