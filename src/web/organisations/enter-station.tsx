import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../shared/contract.ts';
import { Page } from '../shared/page.tsx';
import { go } from '../shared/route.ts';
import { useOwnPlaces } from './own-places.ts';
import { newStation, StationForm } from './station-form.tsx';

/** Community or street enter a station that is being prepared; the street opens it. */
export function EnterStation({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const communities = useOwnPlaces(person, ['street_office', 'residents_committee']).filter(
    ({ level }) => level === 'community',
  );
  const [only] = communities;
  const region = communities.length === 1 && only !== undefined ? only.code : '';
  return (
    <Page title={t('organisations.stations.enter')} back="#/administration/stations">
      <p>{t('organisations.stations.enterWhy')}</p>
      <StationForm
        key={region}
        before={{ ...newStation, region }}
        places={communities}
        method="POST"
        path="/v1/stations"
        onDone={({ id }) => go(`/administration/stations/${id}`)}
      />
    </Page>
  );
}
