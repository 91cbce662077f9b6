import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../shared/contract.ts';
import { Choice } from '../shared/field.tsx';
import { Page } from '../shared/page.tsx';
import { go } from '../shared/route.ts';
import { ask } from '../shared/session.ts';
import type { Organisation } from './contract.ts';
import { noOrganisation, OrganisationForm } from './organisation-form.tsx';
import { useOwnPlaces } from './own-places.ts';

/** The street enters a body that exists already; one that residents start is filed instead. */
export function EnterOrganisation({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const places = useOwnPlaces(person, ['street_office']);
  const [region, setRegion] = useState('');
  return (
    <Page title={t('organisations.enter.title')} back="#/administration">
      <p>{t('organisations.enter.why')}</p>
      <OrganisationForm
        before={noOrganisation}
        isNew
        identifies
        above={(errorAt) => (
          <Choice
            label={t('organisations.enter.region')}
            value={region}
            onChoose={setRegion}
            options={places}
            ask={t('registration.choose')}
            error={errorAt('region')}
            testId="organisation-region"
          />
        )}
        send={(body) =>
          ask<Organisation>('POST', '/v1/organisations', { body: { ...body, region } })
        }
        onDone={({ id }) => go(`/organisations/${id}`)}
      />
    </Page>
  );
}
