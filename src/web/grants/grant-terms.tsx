import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { day } from '../shared/format.ts';
import type { RoleGrant } from './contract.ts';

/** From when to when a role holds. */
export function useTerm(): (grant: Pick<RoleGrant, 'validFrom' | 'validTo'>) => string {
  const { t } = useTranslation();
  return ({ validFrom, validTo }) =>
    validTo === null
      ? t('grants.from', { from: day(validFrom) })
      : t('grants.fromTo', { from: day(validFrom), to: day(validTo) });
}

/** That a role does not hold now, and why; nothing of one that does. */
export function StateTag({ state }: Pick<RoleGrant, 'state'>): ReactNode {
  const { t } = useTranslation();
  if (state === 'in_force') return null;
  const tone = state === 'to_come' ? 'tag' : 'tag tag-bad';
  return <span className={tone}>{t(`grants.state.${state}`)}</span>;
}
