import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { moment } from '../shared/format.ts';
import { LoadMore } from '../shared/load-more.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { usePages } from '../shared/query.ts';
import { type FileImport, hasTaken, stateWords } from './contract.ts';

/** What one has sent, for whoever closed the page while it ran. */
export function OwnImports({ at }: { at: string }): ReactNode {
  const { t } = useTranslation();
  const list = usePages<FileImport>(['imports', 'own'], '/v1/imports', 10);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return <FailureNotice failure={list.error} />;
  return (
    <section className="cards" data-testid="own-imports">
      <h2>{t('imports.own')}</h2>
      {items.map((one) => (
        <a key={one.id} className="card card-link" href={`${at}/${one.id}`}>
          <h3>
            {t(`imports.kind.${one.kind}`)} · {moment(one.createdAt)}
          </h3>
          <span className="line">
            {t(stateWords(one))} ·{' '}
            {t(`imports.inShort.${hasTaken(one) ? 'import' : 'check'}`, {
              ...{ fresh: one.rows.fresh, bad: one.rows.bad },
            })}
          </span>
        </a>
      ))}
      <LoadMore list={list} />
    </section>
  );
}
