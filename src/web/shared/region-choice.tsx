import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Region } from './contract.ts';
import { Choice } from './field.tsx';
import { FailureNotice } from './notice.tsx';
import { ask } from './session.ts';

const levels = ['district', 'street', 'community'] as const;
type Level = (typeof levels)[number];

/**
 * District where the city has any, then street, then community, down to `level`: answers its code, or '' until chosen.
 * Where any level will do, what is left open stands for all of it, up to the city of the code `whole`.
 */
export function RegionChoice({
  legend,
  level = 'community',
  whole,
  onChoose,
  error,
}: {
  /** What it is chosen for; left out, where somebody lives. */
  legend?: string;
  level?: Level;
  whole?: string;
  onChoose: (code: string) => void;
  error: string | null;
}): ReactNode {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState({ district: '', street: '', community: '' });
  const { district, street } = chosen;
  const { top, hasDistricts, streets } = useStreets(district);
  const communities = useRegions(level === 'community' ? street : '');
  const waitsForDistrict = hasDistricts && district === '';
  const anyLevel = whole !== undefined;

  const choose = (at: Level, code: string): void => {
    const below = levels.slice(levels.indexOf(at) + 1).map((each) => [each, '']);
    const now = { ...chosen, [at]: code, ...Object.fromEntries(below) };
    setChosen(now);
    const deepest = levels.map((each) => now[each]).findLast((each) => each !== '');
    onChoose(anyLevel ? (deepest ?? whole) : now[level]);
  };
  const choice = (at: Level, options: Region[] | undefined, wait?: string) => ({
    label: t(`registration.${at}`),
    value: chosen[at],
    onChoose: (code: string) => choose(at, code),
    options: options ?? [],
    ask: wait ?? (anyLevel ? t('registration.all') : t('registration.choose')),
    disabled: wait !== undefined,
    optional: anyLevel,
    error: at === level ? error : null,
    testId: at,
  });
  const forStreet = waitsForDistrict ? t('registration.districtFirst') : undefined;
  const forCommunity = street === '' ? t('registration.streetFirst') : undefined;
  return (
    <fieldset>
      <legend>{legend ?? t('registration.residence')}</legend>
      <FailureNotice failure={top.error ?? streets.error ?? communities.error} />
      {hasDistricts && <Choice {...choice('district', top.data)} />}
      {level !== 'district' && <Choice {...choice('street', streets.data, forStreet)} />}
      {level === 'community' && <Choice {...choice('community', communities.data, forCommunity)} />}
    </fieldset>
  );
}

/** What lies in the city, and the streets to choose from: in a city without districts they lie in the city itself. */
export function useStreets(district: string) {
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
