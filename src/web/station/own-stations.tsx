import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../shared/contract.ts';
import { Notice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';

interface Station {
  id: string;
  name: string;
  state: 'preparing' | 'open' | 'suspended' | 'closed';
  reason: string | null;
}

/** The stations that one manages, at most as many as a page of them has. */
export function useOwnStations() {
  const { data } = useQuery({
    queryKey: ['stations', 'own'],
    queryFn: () => ask<Page<Station>>('GET', '/v1/stations?view=area&limit=100'),
  });
  const stations = data?.items ?? [];
  return {
    resting: stations.filter(({ state }) => state !== 'open'),
    /** As long as nobody knows better, the service decides. */
    maySubmit: data === undefined || stations.some(({ state }) => state === 'open'),
  };
}

/** Said before somebody writes a whole activity that the service would then refuse. */
export function RestingStations({ stations }: { stations: Station[] }): ReactNode {
  const { t } = useTranslation();
  return stations.map(({ id, name, state, reason }) => (
    <Notice
      key={id}
      tone="warning"
      title={`${name}：${t(`station.state.${state}`)}`}
      testId={`station-${state}`}
    >
      {reason !== null && <p className="written">{reason}</p>}
      <p>{t('station.state.meaning')}</p>
    </Notice>
  ));
}
