import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import type { Redemption } from '../shared/contract.ts';
import { moment, pointsInWords } from '../shared/format.ts';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { usePages } from '../shared/query.ts';
import { type Keyed, keyed, useKeyedPost } from '../shared/use-keyed-post.ts';

interface RefundBody {
  redemptionId: string;
}

interface Asking {
  redemption: Redemption;
  sending: Keyed<RefundBody>;
}

export function RecentRedemptions(): ReactNode {
  const { t } = useTranslation();
  const list = usePages<Redemption>(['redemptions'], '/v1/redemptions');
  const [asking, setAsking] = useState<Asking | null>(null);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="card" aria-labelledby="recent-title">
      <h2 id="recent-title">{t('merchant.recent.title')}</h2>
      {list.isPending && <Loading rows={2} />}
      {list.isSuccess && items.length === 0 && <p>{t('merchant.recent.none')}</p>}
      <ol className="redemptions" data-testid="redemptions">
        {items.map((redemption) => (
          <li
            key={redemption.id}
            data-testid={`redemption-${redemption.id}`}
            data-state={redemption.state}
          >
            <p className="redemption-amount">{pointsInWords(redemption.centipoints)}</p>
            <p className="soft">
              {redemption.payer.name} · {moment(redemption.at)}
            </p>
            {redemption.state === 'refunded' ? (
              <span className="tag">{t('merchant.recent.refunded')}</span>
            ) : (
              <button
                type="button"
                className="button"
                aria-label={t('merchant.recent.refundOf', {
                  points: pointsInWords(redemption.centipoints),
                  name: redemption.payer.name,
                })}
                onClick={() =>
                  setAsking({ redemption, sending: keyed({ redemptionId: redemption.id }) })
                }
                data-testid={`refund-${redemption.id}`}
              >
                {t('merchant.recent.refund')}
              </button>
            )}
          </li>
        ))}
      </ol>
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
      {asking !== null && <RefundDialog {...asking} onClose={() => setAsking(null)} />}
    </section>
  );
}

function RefundDialog({
  redemption,
  sending,
  onClose,
}: Asking & { onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { post, retrying } = useKeyedPost<RefundBody, unknown>('/v1/refunds');
  const refund = (): void =>
    post.mutate(sending, {
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: ['redemptions'] });
        await client.invalidateQueries({ queryKey: ['merchant'] });
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title={t('merchant.recent.refundTitle')}
      confirm={t('merchant.recent.refundYes')}
      danger
      busy={post.isPending}
      onConfirm={refund}
      onClose={onClose}
    >
      <p>
        {t('merchant.recent.refundMeaning', {
          points: pointsInWords(redemption.centipoints),
          name: redemption.payer.name,
        })}
      </p>
      <p role="status">{retrying && t('shared.retrying')}</p>
      <FailureNotice failure={post.error} />
    </ConfirmDialog>
  );
}
