import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../shared/field.tsx';
import { Icon } from '../shared/icons.tsx';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { useRoute } from '../shared/route.ts';
import {
  type Organisation,
  organisationKinds,
  organisationStates,
  organisationTypes,
} from './contract.ts';
import { OrganisationPage } from './organisation-page.tsx';
import './organisations.css';

/** Which bodies there are: everybody may know. */
export default function Directory(): ReactNode {
  const { segments } = useRoute();
  const [, id] = segments;
  return id === undefined ? <List /> : <OrganisationPage key={id} id={id} />;
}

const filters = {
  kind: organisationKinds,
  type: organisationTypes,
  state: organisationStates,
} as const;
type Filter = keyof typeof filters;

function List(): ReactNode {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Record<Filter, string>>({ kind: '', type: '', state: '' });
  const query = new URLSearchParams(
    Object.entries(chosen).filter(([, value]) => value !== ''),
  ).toString();
  const list = usePages<Organisation>(['organisations', query], `/v1/organisations?${query}`);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('organisations.title')} back="#/">
      <div className="filters">
        {(Object.keys(filters) as Filter[]).map((filter) => (
          <Choice
            key={filter}
            label={t(`organisations.filter.${filter}`)}
            value={chosen[filter]}
            onChoose={(value) => setChosen({ ...chosen, [filter]: value })}
            options={filters[filter].map((code) => ({
              code,
              name: t(`organisations.${filter}.${code}` as 'organisations.kind.filed'),
            }))}
            ask={t('organisations.filter.all')}
            testId={`filter-${filter}`}
          />
        ))}
      </div>
      {list.isPending && <Loading />}
      {list.isSuccess && items.length === 0 && <p>{t('organisations.none')}</p>}
      <div className="cards" data-testid="organisation-list">
        {items.map((one) => (
          <a key={one.id} className="card card-link" href={`#/organisations/${one.id}`}>
            <span className="card-head">
              <h2>{one.name}</h2>
              <StateTag organisation={one} />
            </span>
            <span className="line">
              <Icon name="place" />
              {one.regionName}
            </span>
            <span className="line">
              {t(`organisations.kind.${one.kind}`)} · {t(`organisations.type.${one.type}`)}
            </span>
          </a>
        ))}
      </div>
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </Page>
  );
}

export function StateTag({ organisation: { state } }: { organisation: Organisation }): ReactNode {
  const { t } = useTranslation();
  const tone =
    state === 'active' ? 'tag-good' : state === 'suspended' ? 'tag-attention' : 'tag-bad';
  return <span className={`tag ${tone}`}>{t(`organisations.state.${state}`)}</span>;
}
