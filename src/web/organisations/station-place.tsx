import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../shared/notice.tsx';
import { usePosition } from '../shared/use-position.ts';
import type { Station } from './station-contract.ts';

/** About a metre: nobody finds a door by more digits. */
const perDegree = 100_000;
const rounded = (degrees: number): number => Math.round(degrees * perDegree) / perDegree;

/** Where the station stands: whoever enters it stands there with the phone. */
export function StationPlace({
  place,
  onChange,
}: {
  place: Station['place'];
  onChange: (place: Station['place']) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { locate, locating, failure } = usePosition();
  const useHere = async (): Promise<void> => {
    const here = await locate();
    if (here !== null)
      onChange({ latitude: rounded(here.latitude), longitude: rounded(here.longitude) });
  };
  return (
    <fieldset className="form">
      <legend>{t('organisations.stations.place')}</legend>
      <p data-testid="station-place">
        {place === null
          ? t('organisations.stations.noPlace')
          : `${place.latitude}, ${place.longitude}`}
      </p>
      <div className="buttons">
        <button
          type="button"
          className="button"
          disabled={locating}
          onClick={() => void useHere()}
          data-testid="station-here"
        >
          {t(locating ? 'position.locating' : 'organisations.stations.here')}
        </button>
        {place !== null && (
          <button type="button" className="button" onClick={() => onChange(null)}>
            {t('organisations.stations.forgetPlace')}
          </button>
        )}
      </div>
      {failure !== null && (
        <Notice tone="refused" title={t(`position.${failure}.title`)}>
          <p>{t(`position.${failure}.next`)}</p>
        </Notice>
      )}
    </fieldset>
  );
}
