import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../shared/field.tsx';
import { LineField } from '../shared/line-field.tsx';
import { Notice } from '../shared/notice.tsx';
import { usePosition } from '../shared/use-position.ts';
import type { Draft } from './draft.ts';

const radii = ['300', '500', '1000', '1500'];
/** About a tenth of a metre: more digits than that only look exact. */
const coordinateDigits = 6;
const coordinatePattern = '-?\\d{1,3}(\\.\\d+)?';

interface Fields {
  values: Draft;
  change: (part: Partial<Draft>) => void;
  errorAt: (pointer: string) => string | null;
}

export function PlaceFields({ values, change, errorAt }: Fields): ReactNode {
  const { t } = useTranslation();
  const { locate, locating, failure } = usePosition();
  const useHere = async (): Promise<void> => {
    const position = await locate();
    if (position === null) return;
    change({
      latitude: position.latitude.toFixed(coordinateDigits),
      longitude: position.longitude.toFixed(coordinateDigits),
      datum: position.datum,
    });
  };

  return (
    <fieldset className="card form">
      <legend className="unseen">{t('station.publish.place')}</legend>
      <LineField
        label={t('station.publish.placeName')}
        value={values.placeName}
        onChange={(placeName) => change({ placeName })}
        error={errorAt('/place/name')}
        required
        maxLength={100}
        testId="placeName"
      />
      <p className="soft">{t('station.publish.coordinatesHint')}</p>
      <button
        type="button"
        className="button"
        disabled={locating}
        onClick={() => void useHere()}
        data-testid="use-position"
      >
        {locating ? t('position.locating') : t('station.publish.usePosition')}
      </button>
      {failure !== null && (
        <Notice tone="refused" title={t(`position.${failure}.title`)}>
          <p>{t(`position.${failure}.next`)}</p>
        </Notice>
      )}
      <Coordinates values={values} change={change} errorAt={errorAt} />
      <Choice
        label={t('station.publish.datum')}
        value={values.datum}
        onChoose={(datum) => change({ datum })}
        options={[
          { code: 'WGS84', name: t('station.publish.datumWGS84') },
          { code: 'GCJ02', name: t('station.publish.datumGCJ02') },
        ]}
        ask={t('station.publish.choose')}
        testId="datum"
      />
      <Choice
        label={t('station.publish.radiusMetres')}
        value={values.radiusMetres}
        onChoose={(radiusMetres) => change({ radiusMetres })}
        options={radii.map((metres) => ({
          code: metres,
          name: t('station.publish.radiusOption', { metres }),
        }))}
        ask={t('station.publish.choose')}
        testId="radiusMetres"
      />
    </fieldset>
  );
}

function Coordinates({ values, change, errorAt }: Fields): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="pair">
      {(['latitude', 'longitude'] as const).map((name) => (
        <LineField
          key={name}
          label={t(`station.publish.${name}`)}
          value={values[name]}
          onChange={(value) => change({ [name]: value })}
          error={errorAt(`/place/${name}`)}
          required
          pattern={coordinatePattern}
          testId={name}
        />
      ))}
    </div>
  );
}
