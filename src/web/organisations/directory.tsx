import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../shared/contract.ts';
import { ExportButton } from '../shared/export-button.tsx';
import { Choice } from '../shared/field.tsx';
import { Icon } from '../shared/icons.tsx';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { useRoute } from '../shared/route.ts';
import { Tick } from '../shared/tick.tsx';
import {
  type Organisation,
  organisationKinds,
  organisationStates,
  organisationTypes,
} from './contract.ts';
import { NameSearch } from './name-search.tsx';
import { OrganisationPage } from './organisation-page.tsx';
import './organisations.css';

/** Which bodies there are: everybody may know. */
export default function Directory({ person }: { person: Me | null }): ReactNode {
  const { segments, query } = useRoute();
  const [, id] = segments;
  if (id !== undefined) return <OrganisationPage key={id} id={id} />;
  const hub = query.get('hub');
  const oversees = person?.may.includes('organisation.oversee') ?? false;
  return <List key={hub} hub={hub} oversees={oversees} />;
}

const filters = {
  kind: organisationKinds,
  type: organisationTypes,
  state: organisationStates,
} as const;
type Filter = keyof typeof filters;
type Chosen = Record<Filter, string>;

/** Of all bodies, or of those that have joined a hub; whoever oversees them also sees which are fit for registration. */
function List({ hub, oversees }: { hub: string | null; oversees: boolean }): ReactNode {
  const { t } = useTranslation();
  const [candidates, setCandidates] = useState(false);
  const [chosen, setChosen] = useState<Chosen>({ kind: '', type: '', state: '' });
  const [name, setName] = useState('');
  const narrowed = { ...chosen, name, hub: hub ?? '', candidate: candidates ? 'true' : '' };
  const query = new URLSearchParams(
    Object.entries(narrowed).filter(([, value]) => value !== ''),
  ).toString();
  const list = usePages<Organisation>(['organisations', query], `/v1/organisations?${query}`);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title={t(hub === null ? 'organisations.title' : 'organisations.hubMembership.title')}
      back={hub === null ? '#/' : `#/organisations/${hub}`}
    >
      <NameSearch label={t('organisations.filter.name')} onSearch={setName} testId="filter-name" />
      <Filters chosen={chosen} onChoose={setChosen} />
      {oversees && (
        <Tick
          words={t('organisations.filter.candidates')}
          ticked={candidates}
          onTick={setCandidates}
          testId="filter-candidates"
        />
      )}
      <ExportButton
        key={query}
        path={`/v1/organisations/export?${query}&format=xlsx`}
        name={t('organisations.title')}
      />
      {list.isPending && <Loading />}
      {list.isSuccess && items.length === 0 && <p>{t('organisations.none')}</p>}
      <div className="cards" data-testid="organisation-list">
        {items.map((one) => (
          <Card key={one.id} one={one} />
        ))}
      </div>
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </Page>
  );
}

function Filters({
  chosen,
  onChoose,
}: {
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="filters">
      {(Object.keys(filters) as Filter[]).map((filter) => (
        <Choice
          key={filter}
          label={t(`organisations.filter.${filter}`)}
          value={chosen[filter]}
          onChoose={(value) => onChoose({ ...chosen, [filter]: value })}
          options={filters[filter].map((code) => ({
            code,
            name: t(`organisations.${filter}.${code}` as 'organisations.kind.filed'),
          }))}
          ask={t('organisations.filter.all')}
          testId={`filter-${filter}`}
        />
      ))}
    </div>
  );
}

function Card({ one }: { one: Organisation }): ReactNode {
  const { t } = useTranslation();
  return (
    <a className="card card-link" href={`#/organisations/${one.id}`}>
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
  );
}

export function StateTag({ organisation: { state } }: { organisation: Organisation }): ReactNode {
  const { t } = useTranslation();
  const tone =
    state === 'active' ? 'tag-good' : state === 'suspended' ? 'tag-attention' : 'tag-bad';
  return <span className={`tag ${tone}`}>{t(`organisations.state.${state}`)}</span>;
}
