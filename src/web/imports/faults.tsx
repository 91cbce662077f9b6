import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { LoadMore } from '../shared/load-more.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { usePages } from '../shared/query.ts';
import type { ImportFault } from './contract.ts';

/** Line, column, value and reason of each bad row. */
export function Faults({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const list = usePages<ImportFault>(['imports', id, 'faults'], `/v1/imports/${id}/faults`);
  const faults = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section>
      <h3>{t('imports.faultsTitle')}</h3>
      <ol className="rows" data-testid="faults">
        {faults.map(({ line, column, header, value, code, text }) => (
          <li key={`${line} ${column} ${code}`} className="row">
            <span className="row-name">{t('imports.line', { line })}</span>
            <span>{[header, value].filter((each) => each !== null).join('：')}</span>
            <span className="row-state">{text[currentLanguage()]}</span>
          </li>
        ))}
      </ol>
      <FailureNotice failure={list.error} />
      <LoadMore list={list} />
    </section>
  );
}
