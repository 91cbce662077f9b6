import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shared/icons.tsx';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { type Station, stationItems } from './station-contract.ts';

/** The stations of a desk's area, in whatever state. */
export function Stations({ mayEnter }: { mayEnter: boolean }): ReactNode {
  const { t } = useTranslation();
  const list = usePages<Station>(['stations', 'area'], '/v1/stations?view=area');
  const stations = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('organisations.stations.title')} back="#/administration">
      {mayEnter && (
        <a className="button" href="#/administration/stations/new" data-testid="enter-station">
          {t('organisations.stations.enter')}
        </a>
      )}
      {list.isPending && <Loading />}
      {list.isSuccess && stations.length === 0 && <p>{t('organisations.stations.none')}</p>}
      <div className="cards" data-testid="stations">
        {stations.map((station) => (
          <a
            key={station.id}
            className="card card-link"
            href={`#/administration/stations/${station.id}`}
          >
            <span className="card-head">
              <h2>{station.name}</h2>
              <StationTag station={station} />
            </span>
            <span className="line">
              <Icon name="place" />
              {station.regionName}
            </span>
            <span className="line">
              {t('organisations.stations.met', {
                met: station.met.length,
                of: stationItems.length,
              })}
            </span>
          </a>
        ))}
      </div>
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </Page>
  );
}

const tones = {
  preparing: 'tag-attention',
  open: 'tag-good',
  suspended: 'tag-attention',
  closed: 'tag-bad',
};

export function StationTag({ station: { state } }: { station: Station }): ReactNode {
  const { t } = useTranslation();
  return (
    <span className={`tag ${tones[state]}`} data-testid="station-state">
      {t(`organisations.stations.state.${state}`)}
    </span>
  );
}
