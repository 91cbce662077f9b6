import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Region } from './contract.ts';
import { Choice } from './field.tsx';
import { FailureNotice } from './notice.tsx';
import { ask } from './session.ts';

/** District where the city has any, then street, then community: answers the community's code, or '' until chosen. */
export function RegionChoice({
  legend,
  onChoose,
  error,
}: {
  /** What it is chosen for; left out, where somebody lives. */
  legend?: string;
  onChoose: (community: string) => void;
  error: string | null;
}): ReactNode {
  const { t } = useTranslation();
  const [district, setDistrict] = useState('');
  const [street, setStreet] = useState('');
  const [community, setCommunity] = useState('');
  const { top, hasDistricts, streets } = useStreets(district);
  const communities = useRegions(street);
  const waitsForDistrict = hasDistricts && district === '';

  const choose = (level: 'district' | 'street' | 'community', code: string): void => {
    if (level === 'district') setDistrict(code);
    if (level !== 'community') setStreet(level === 'street' ? code : '');
    setCommunity(level === 'community' ? code : '');
    onChoose(level === 'community' ? code : '');
  };
  return (
    <fieldset>
      <legend>{legend ?? t('registration.residence')}</legend>
      <FailureNotice failure={top.error ?? streets.error ?? communities.error} />
      {hasDistricts && (
        <Choice
          label={t('registration.district')}
          value={district}
          onChoose={(code) => choose('district', code)}
          options={top.data ?? []}
          ask={t('registration.choose')}
          testId="district"
        />
      )}
      <Choice
        label={t('registration.street')}
        value={street}
        onChoose={(code) => choose('street', code)}
        options={streets.data ?? []}
        ask={waitsForDistrict ? t('registration.districtFirst') : t('registration.choose')}
        disabled={waitsForDistrict}
        testId="street"
      />
      <Choice
        label={t('registration.community')}
        value={community}
        onChoose={(code) => choose('community', code)}
        options={communities.data ?? []}
        ask={street === '' ? t('registration.streetFirst') : t('registration.choose')}
        disabled={street === ''}
        error={error}
        testId="community"
      />
    </fieldset>
  );
}

/** What lies in the city, and the streets to choose from: in a city without districts they lie in the city itself. */
function useStreets(district: string) {
  const top = useRegions('city');
  const below = useRegions(district);
  const hasDistricts = top.data?.[0]?.level !== 'street';
  return { top, hasDistricts, streets: hasDistricts ? below : top };
}

function useRegions(parent: string) {
  return useQuery({
    queryKey: ['regions', parent],
    queryFn: () => regionsOf(parent),
    enabled: parent !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
}

async function regionsOf(parent: string): Promise<Region[]> {
  const query = parent === 'city' ? '' : `?parent=${parent}`;
  const { items } = await ask<{ items: Region[] }>('GET', `/v1/regions${query}`);
  const [only] = items;
  // The top of the tree may answer the city itself; people choose from what lies in it.
  const isTheCity = parent === 'city' && items.length === 1 && only?.level === 'city';
  return isTheCity ? regionsOf(only.code) : items;
}
