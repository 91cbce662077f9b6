import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { day } from '../shared/format.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { ask, renew } from '../shared/session.ts';
import type { Volunteer } from './contract.ts';

const realNames = ['none', 'form', 'document'] as const;

/** What stands in one's registration, masked as on every page (67号令 Art. 12), and the way out of it. */
export function OwnFacts({
  volunteer,
  mayCorrect,
}: {
  volunteer: Volunteer;
  mayCorrect: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const { guardian, idNumber } = volunteer;
  // Who was suspended or revoked stays so after the end, when nothing of them is kept.
  const isKept = idNumber !== null;
  const facts = [
    ['number', volunteer.number],
    ['name', volunteer.name],
    ['document', idNumber],
    ['realName', t(`desk.realName.${realNames[volunteer.realNameLevel]}`)],
    ['phone', volunteer.phone],
    ['residence', volunteer.residenceRegionName],
    ['guardian', guardian && `${guardian.name} ${guardian.relation} ${guardian.phone}`],
    ['registeredAt', day(volunteer.registeredAt)],
  ] as const;
  return (
    <>
      <dl className="card facts" data-testid="own-facts">
        {facts.map(
          ([fact, value]) =>
            value !== null && (
              <div key={fact}>
                <dt>{t(`registration.mine.${fact}`)}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {mayCorrect && <p className="soft">{t('registration.mine.wrong')}</p>}
      {isKept && <EndOwn />}
    </>
  );
}

function EndOwn(): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: () => ask<Volunteer>('DELETE', '/v1/volunteers/me'),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['my-registration'] });
      await renew();
    },
  });
  return (
    <>
      <button
        type="button"
        className="button button-danger"
        onClick={() => setAsking(true)}
        data-testid="end-own"
      >
        {t('registration.mine.end')}
      </button>
      {asking && (
        <ConfirmDialog
          title={t('registration.mine.end')}
          confirm={t('registration.mine.end')}
          busy={end.isPending}
          danger
          onConfirm={() => end.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('registration.mine.endMeaning')}</p>
          <FailureNotice failure={end.error} />
        </ConfirmDialog>
      )}
    </>
  );
}
