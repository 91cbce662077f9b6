import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttendanceCode, AttendancePurpose } from '../shared/contract.ts';
import { noteDeed } from '../shared/deeds.ts';
import { inFours } from '../shared/format.ts';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { QrCode } from '../shared/qr-code.tsx';
import { ask } from '../shared/session.ts';
import { useActivity } from '../shared/use-activity.ts';
import { useScreenAwake } from '../shared/use-screen-awake.ts';

const againSeconds = 5;

/** Held up for a row of people: nothing on the screen but what they need. */
export function AttendanceCodePage({
  id,
  purpose,
}: {
  id: string;
  purpose: AttendancePurpose;
}): ReactNode {
  const { t } = useTranslation();
  const activity = useActivity(id);
  const shown = useQuery({
    queryKey: ['attendance-code', id, purpose],
    // The one page that stays signed in without anybody touching it: it is held up for a row of people and shows nothing but
    // their code, of which there is none once the activity is closed; eight hours end it anyway.
    queryFn: async () => {
      const path = `/v1/activities/${id}/attendance-code?purpose=${purpose}`;
      const code = await ask<AttendanceCode>('GET', path);
      noteDeed();
      return code;
    },
    refetchInterval: ({ state }) => 1000 * (state.data?.refreshAfterSeconds ?? againSeconds),
    staleTime: 0,
    gcTime: 0,
  });
  useScreenAwake();

  const step = purpose === 'check_in' ? 'check-in' : 'check-out';
  const page = `${location.origin}${location.pathname}#/activities/${id}/${step}`;
  return (
    <main className="overlay attendance-code">
      <h1>{t(`station.code.${purpose}`)}</h1>
      <p>{activity.data?.title}</p>
      {shown.isPending && <Loading rows={3} />}
      {shown.data !== undefined && !shown.isError && (
        <>
          <QrCode text={`${page}?code=${shown.data.code}`} label={t('station.code.qr')} />
          <p className="attendance-digits" data-testid="attendance-code">
            {inFours(shown.data.code)}
          </p>
          <p>{t('station.code.how')}</p>
        </>
      )}
      <FailureNotice failure={shown.error} retry={() => void shown.refetch()} />
      <a className="button" href={`#/station/activities/${id}`} data-testid="close-code">
        {t('station.code.close')}
      </a>
    </main>
  );
}
