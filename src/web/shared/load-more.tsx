import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function LoadMore({
  list,
}: {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}): ReactNode {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <button
      type="button"
      className="button button-wide"
      disabled={list.isFetchingNextPage}
      onClick={() => list.fetchNextPage()}
      data-testid="load-more"
    >
      {list.isFetchingNextPage ? t('shared.loading') : t('shared.loadMore')}
    </button>
  );
}
