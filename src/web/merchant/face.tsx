import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Merchant } from '../shared/contract.ts';
import { pointsInWords } from '../shared/format.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import { RecentRedemptions } from './recent-redemptions.tsx';
import { Till } from './till.tsx';
import './merchant.css';

export default function MerchantFace(): ReactNode {
  const { t } = useTranslation();
  const merchant = useQuery({
    queryKey: ['merchant'],
    queryFn: () => ask<Merchant>('GET', '/v1/merchants/me'),
    refetchInterval: 30_000,
  });
  const centipoints = merchant.data?.centipoints;
  return (
    <Page title={merchant.data?.name ?? t('merchant.title')} wide>
      <p className="merchant-balance" data-testid="merchant-balance">
        {t('merchant.balance', {
          points: centipoints === undefined ? '…' : pointsInWords(centipoints),
        })}
      </p>
      <FailureNotice failure={merchant.error} retry={() => void merchant.refetch()} />
      <div className="till-columns">
        <Till />
        <RecentRedemptions />
      </div>
    </Page>
  );
}
