import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { moment } from '../shared/format.ts';
import { LoadMore } from '../shared/load-more.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import type { FileImport } from './contract.ts';
import { ImportProgress } from './progress.tsx';

/** What one has sent, for whoever closed the page while it ran. */
export function OwnImports(): ReactNode {
  const { t } = useTranslation();
  const list = usePages<FileImport>(['imports', 'own'], '/v1/imports', 10);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return <FailureNotice failure={list.error} />;
  return (
    <section className="cards" data-testid="own-imports">
      <h2>{t('imports.own')}</h2>
      {items.map((one) => (
        <a key={one.id} className="card card-link" href={`#/administration/imports/${one.id}`}>
          <h3>
            {t(`imports.kind.${one.kind}`)} · {moment(one.createdAt)}
          </h3>
          <span className="line">
            {t(`imports.state.${one.dryRun ? 'check' : 'import'}.${one.state}`)} ·{' '}
            {t('imports.inShort', { fresh: one.rows.fresh, bad: one.rows.bad })}
          </span>
        </a>
      ))}
      <LoadMore list={list} />
    </section>
  );
}

export function OneImport({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <Page title={t('imports.title')} back="#/administration/imports">
      <ImportProgress id={id} />
    </Page>
  );
}
