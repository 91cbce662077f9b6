import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';

/** More are told by their number: whoever needs them looks into the file. */
const shownMax = 200;

/** Which rows were left alone, for whoever wonders why somebody was not imported. */
export function LinesThere({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: ['imports', id, 'lines-there'],
    queryFn: () => ask<{ lines: number[] }>('GET', `/v1/imports/${id}/lines-there`),
  });
  const lines = data?.lines ?? [];
  const more = lines.length - shownMax;
  return (
    <details>
      <summary>{t('imports.thereTitle')}</summary>
      <p data-testid="lines-there">
        {lines
          .slice(0, shownMax)
          .map((line) => t('imports.line', { line }))
          .join(' · ')}
        {more > 0 && ` · ${t('imports.thereMore', { count: more })}`}
      </p>
      <FailureNotice failure={error} />
    </details>
  );
}
