import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../shared/field.tsx';
import { Icon } from '../shared/icons.tsx';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { useStreets } from '../shared/region-choice.tsx';
import { hoursInWords } from './hours-in-words.ts';
import type { Station } from './station-contract.ts';
import { StationTag } from './stations.tsx';
import './organisations.css';

/** Where to turn in person: every station that is open to people, with its hours and its line. For everybody. */
export default function StationDirectory(): ReactNode {
  const { t } = useTranslation();
  const [district, setDistrict] = useState('');
  const [street, setStreet] = useState('');
  const { top, hasDistricts, streets } = useStreets(district);
  const region = street || district;
  const list = usePages<Station>(
    ['stations', 'directory', region],
    `/v1/stations${region === '' ? '' : `?region=${region}`}`,
  );
  const stations = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('organisations.stations.directory')} back="#/">
      <div className="filters">
        {hasDistricts && (
          <Choice
            label={t('registration.district')}
            value={district}
            onChoose={(code) => {
              setDistrict(code);
              setStreet('');
            }}
            options={top.data ?? []}
            ask={t('organisations.filter.all')}
            testId="district"
          />
        )}
        <Choice
          label={t('registration.street')}
          value={street}
          onChoose={setStreet}
          options={streets.data ?? []}
          ask={t('organisations.filter.all')}
          disabled={hasDistricts && district === ''}
          testId="street"
        />
      </div>
      <FailureNotice failure={top.error ?? streets.error} />
      {list.isPending && <Loading />}
      {list.isSuccess && stations.length === 0 && <p>{t('organisations.stations.noneHere')}</p>}
      <div className="cards" data-testid="station-directory">
        {stations.map((station) => (
          <StationCard key={station.id} station={station} />
        ))}
      </div>
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </Page>
  );
}

function StationCard({ station }: { station: Station }): ReactNode {
  const { t } = useTranslation();
  const { name, regionName, address, phone, services, state, openNow, reason } = station;
  const hours = hoursInWords(t, station.openingHours);
  return (
    <section className="card">
      <div className="card-head">
        <h2>{name}</h2>
        {state === 'open' ? (
          <span className={openNow ? 'tag tag-good' : 'tag'}>
            {t(`organisations.stations.${openNow ? 'openNow' : 'closedNow'}`)}
          </span>
        ) : (
          <StationTag station={station} />
        )}
      </div>
      {reason !== null && <p className="written">{reason}</p>}
      <p className="line">
        <Icon name="place" />
        {address ?? regionName}
      </p>
      {hours !== '' && <p>{hours}</p>}
      {services.length > 0 && <p>{services.join('、')}</p>}
      {phone !== null && (
        <a className="button" href={`tel:${phone}`}>
          {t('organisations.stations.call', { phone })}
        </a>
      )}
    </section>
  );
}
