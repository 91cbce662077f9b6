import { type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Volunteer } from '../registration/contract.ts';
import type { Page as PageOf, VolunteerState } from '../shared/contract.ts';
import { day } from '../shared/format.ts';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';
import type { Shown } from './volunteer-search.tsx';
import { WaitingTag } from './waiting-tag.tsx';

const pageLimit = 20;
export const tagOf: Record<VolunteerState, string> = {
  guardian_pending: 'tag-attention',
  submitted: 'tag-attention',
  rejected: 'tag-bad',
  active: 'tag-good',
  suspended: 'tag-bad',
  cancelled: '',
  revoked: 'tag-bad',
};

/** What is typed goes in the body: an address would stay in the browser's history. */
function useVolunteers({
  filter,
  text,
}: Shown): UseInfiniteQueryResult<{ pages: PageOf<Volunteer>[] }> {
  const state = filter === 'all' || filter === 'waiting' ? undefined : filter;
  return useInfiniteQuery({
    queryKey: ['volunteers', filter, text],
    initialPageParam: '',
    queryFn: ({ pageParam: cursor }) => {
      const page = { limit: pageLimit, ...(cursor && { cursor }), ...(state && { state }) };
      if (text !== '')
        return ask<PageOf<Volunteer>>('POST', '/v1/volunteer-searches', {
          body: { text, ...page },
        });
      const view = filter === 'waiting' ? 'review' : 'area';
      const query = new URLSearchParams({ view, ...page, limit: String(pageLimit) });
      return ask<PageOf<Volunteer>>('GET', `/v1/volunteers?${query}`);
    },
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
}

export function VolunteerList({
  shown,
  action,
}: {
  shown: Shown;
  /** What is offered beside each instead of opening it. */
  action?: (volunteer: Volunteer) => ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const list = useVolunteers(shown);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="cards" data-testid="volunteer-list" data-shown={shown.filter}>
      {shown.text !== '' && <h2>{t('desk.search.found', { text: shown.text })}</h2>}
      {list.isPending && <Loading />}
      {list.isSuccess && items.length === 0 && (
        <p data-testid="nobody-found">
          {shown.text === '' ? t('administration.volunteers.none') : t('desk.search.none')}
        </p>
      )}
      {items.map((volunteer) => (
        <VolunteerRow key={volunteer.id} volunteer={volunteer} action={action?.(volunteer)} />
      ))}
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </section>
  );
}

function VolunteerRow({
  volunteer,
  action,
}: {
  volunteer: Volunteer;
  action: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const { id, name, number, phone, idNumber, state, residenceRegionName, registeredAt } = volunteer;
  const known = [phone, idNumber, residenceRegionName].filter((each) => each !== null);
  const content = (
    <>
      <span className="desk-row-name">
        <strong>{name}</strong> <span className="soft">{number}</span>
      </span>
      <span className="desk-row-facts">{known.join(' · ')}</span>
      <span className="desk-row-state">
        <span className={`tag ${tagOf[state]}`}>{t(`desk.states.${state}`)}</span>
        {state === 'submitted' ? (
          <WaitingTag since={registeredAt} />
        ) : (
          <span className="soft">{day(registeredAt)}</span>
        )}
      </span>
    </>
  );
  if (action !== undefined)
    return (
      <div className="card desk-row">
        {content}
        {action}
      </div>
    );
  return (
    <a
      className="card card-link desk-row"
      href={`#/administration/volunteers/${id}`}
      data-testid={`volunteer-${id}`}
    >
      {content}
    </a>
  );
}
