import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../shared/contract.ts';
import { Choice } from '../shared/field.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { askAll } from '../shared/query.ts';
import { RegionChoice } from '../shared/region-choice.tsx';
import { ask } from '../shared/session.ts';
import { useTown } from '../shared/use-town.ts';
import type { RoleKind, RoleScope } from './contract.ts';

const ofDivision = ['city', 'district', 'street', 'community', 'region'];

/** What a role is given for: a short list with what each place lies in, or step by step where the area is large. */
export function ScopeField({
  role,
  value,
  onChoose,
  error,
}: {
  role: RoleKind | undefined;
  value: string;
  onChoose: (scope: string) => void;
  error: string | null;
}): ReactNode {
  const { t } = useTranslation();
  const scopes = useScopes(role);
  const { items = [], isShort = true } = scopes.data ?? {};
  const noScope = scopes.isSuccess && items.length === 0;
  if (role && !isShort)
    return <StepByStep key={role.role} kind={role.scope} onChoose={onChoose} error={error} />;
  return (
    <>
      <FailureNotice failure={scopes.error} />
      <Choice
        label={t('grants.scope')}
        value={value}
        onChoose={onChoose}
        options={items.map(({ scope, name, path }) => ({
          ...{ code: scope, name: [...path, name].join(' · ') },
        }))}
        ask={role === undefined ? t('grants.roleFirst') : t('grants.choose')}
        disabled={role === undefined || noScope}
        error={noScope ? t('grants.noScope') : error}
        testId="scope"
      />
    </>
  );
}

function StepByStep({
  kind,
  onChoose,
  error,
}: {
  kind: string;
  onChoose: (scope: string) => void;
  error: string | null;
}): ReactNode {
  const { t } = useTranslation();
  const town = useTown();
  const city = town.data && String(town.data.book);
  const anyLevel = kind === 'region';
  // What is left open stands for the whole city, also before anything was touched.
  useEffect(() => {
    if (anyLevel && city) onChoose(city);
  }, [anyLevel, city]);
  if (city === undefined) return <Loading />;
  const level = kind === 'district' || kind === 'street' ? kind : 'community';
  return (
    <RegionChoice
      legend={t('grants.scope')}
      level={level}
      {...(anyLevel && { whole: city })}
      onChoose={onChoose}
      error={error}
    />
  );
}

/** A first page says whether a list of divisions is short enough to choose from; of bodies it is all of them. */
function useScopes(role: RoleKind | undefined) {
  return useQuery({
    queryKey: ['role-scopes', role?.role],
    enabled: role !== undefined,
    queryFn: async () => {
      const query = `role=${role!.role}`;
      if (!ofDivision.includes(role!.scope))
        return { items: await askAll<RoleScope>('/v1/role-scopes', query), isShort: true };
      const path = `/v1/role-scopes?limit=100&${query}`;
      const { items, nextCursor } = await ask<Page<RoleScope>>('GET', path);
      return { items, isShort: nextCursor === null };
    },
  });
}
