import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { exactMoment } from '../shared/format.ts';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';

interface Verification {
  at: string;
  entries: number;
  checkpoint: number | null;
  broken: string | null;
}

/** When the log was last found whole, and to have it checked now. */
export function AuditVerification(): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const path = '/v1/audit-verifications';
  const last = useQuery({
    queryKey: ['audit-verifications'],
    queryFn: () => ask<{ items: Verification[] }>('GET', path),
  });
  const verify = useMutation({
    mutationFn: () => ask<Verification>('POST', path),
    onSuccess: () => client.invalidateQueries({ queryKey: ['audit-verifications'] }),
  });
  const [newest] = last.data?.items ?? [];
  return (
    <section className="card">
      {last.isSuccess && newest === undefined && <p>{t('desk.audit.neverVerified')}</p>}
      {newest !== undefined && (
        <Notice
          tone={newest.broken === null ? 'done' : 'warning'}
          title={t(newest.broken === null ? 'desk.audit.whole' : 'desk.audit.broken', {
            ...{ at: exactMoment(newest.at), count: newest.entries },
          })}
          testId="audit-verdict"
        >
          {newest.broken !== null && <p>{newest.broken}</p>}
        </Notice>
      )}
      <FailureNotice failure={last.error ?? verify.error} />
      <button
        type="button"
        className="button"
        disabled={verify.isPending}
        onClick={() => verify.mutate()}
        data-testid="audit-verify"
      >
        {verify.isPending ? t('shared.loading') : t('desk.audit.verify')}
      </button>
    </section>
  );
}
