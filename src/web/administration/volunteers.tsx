import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Volunteer } from '../registration/contract.ts';
import { Icon } from '../shared/icons.tsx';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { Segments } from '../shared/segments.tsx';

type View = 'review' | 'area';

/** Volunteers of the area: those who wait for this desk, or all. */
export function Volunteers(): ReactNode {
  const { t } = useTranslation();
  const [view, setView] = useState<View>('review');
  return (
    <Page title={t('administration.volunteers.title')} back="#/administration">
      <Segments
        label={t('administration.volunteers.title')}
        chosen={view}
        onChoose={setView}
        options={[
          { value: 'review', words: t('administration.volunteers.review') },
          { value: 'area', words: t('administration.volunteers.area') },
        ]}
      />
      <VolunteerList key={view} view={view} />
    </Page>
  );
}

function VolunteerList({ view }: { view: View }): ReactNode {
  const { t } = useTranslation();
  const list = usePages<Volunteer>(['volunteers', view], `/v1/volunteers?view=${view}`);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="cards" data-testid={`volunteers-${view}`}>
      {list.isPending && <Loading />}
      {list.isSuccess && items.length === 0 && <p>{t('administration.volunteers.none')}</p>}
      {items.map((volunteer) => (
        <a
          key={volunteer.id}
          className="card card-link"
          href={`#/administration/volunteers/${volunteer.id}`}
          data-testid={`volunteer-${volunteer.id}`}
        >
          <h2>{volunteer.name}</h2>
          <span className="line">
            <Icon name="place" />
            {volunteer.residenceRegionName}
          </span>
          <span className="line">
            {[volunteer.number, volunteer.phone].filter((each) => each !== null).join(' · ')}
          </span>
          <span className="line">{t(`registration.state.${volunteer.state}`)}</span>
        </a>
      ))}
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </div>
  );
}
