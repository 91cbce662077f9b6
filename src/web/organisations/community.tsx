import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Region } from '../shared/contract.ts';
import { RegionChoice } from '../shared/region-choice.tsx';
import { ask } from '../shared/session.ts';

/** Chosen once, it stands there by its name when one comes back to this page; a filed body cannot move. */
export function Community({
  chosen,
  fixed,
  onChoose,
  error,
}: {
  chosen: string;
  fixed: boolean;
  onChoose: (community: string) => void;
  error: string | null;
}): ReactNode {
  const { t } = useTranslation();
  const [atFirst, setAtFirst] = useState(chosen);
  const division = useQuery({
    queryKey: ['region', atFirst],
    queryFn: () => ask<Region>('GET', `/v1/regions/${atFirst}`),
    enabled: atFirst !== '',
  });
  if (atFirst === '')
    return (
      <RegionChoice legend={t('organisations.form.region')} onChoose={onChoose} error={error} />
    );
  const again = (): void => {
    setAtFirst('');
    onChoose('');
  };
  return (
    <div className="field">
      <p>
        {t('organisations.form.region')}：{division.data?.name ?? atFirst}
      </p>
      <p className="field-error" aria-live="polite">
        {error ?? ''}
      </p>
      {!fixed && (
        <button type="button" className="button" onClick={again} data-testid="other-community">
          {t('organisations.form.otherRegion')}
        </button>
      )}
    </div>
  );
}
