import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AuditLink } from '../shared/audit-link.tsx';
import type { Me } from '../shared/contract.ts';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ReturnForm } from '../shared/return-form.tsx';
import { ask } from '../shared/session.ts';
import { hoursInWords } from './hours-in-words.ts';
import { useOwnPlaces } from './own-places.ts';
import { type Station, stationItems } from './station-contract.ts';
import { draftOf, StationForm } from './station-form.tsx';
import { StationTag } from './stations.tsx';

/** One station: what it says of itself, its six 有, and what the street decides. */
export function StationPage({ id, person }: { id: string; person: Me }): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['stations', id],
    queryFn: () => ask<Station>('GET', `/v1/stations/${id}`),
  });
  const back = '#/administration/stations';
  if (data === undefined)
    return (
      <Page title={t('organisations.stations.title')} back={back}>
        {error === null ? (
          <Loading />
        ) : (
          <FailureNotice failure={error} retry={() => void refetch()} />
        )}
      </Page>
    );
  return (
    <Page title={data.name} back={back}>
      <StationTag station={data} />
      {data.reason !== null && (
        <Notice tone="warning" title={t('organisations.why')}>
          <p className="written">{data.reason}</p>
        </Notice>
      )}
      <Facts station={data} />
      <Six station={data} />
      <Editing station={data} person={person} />
      <AuditLink objectId={id} />
      {data.may.includes('station.decide') && <Decisions key={data.state} station={data} />}
    </Page>
  );
}

function Facts({ station }: { station: Station }): ReactNode {
  const { t } = useTranslation();
  const hours = hoursInWords(t, station.openingHours);
  const facts = [
    ['region', station.regionName],
    ['address', station.address],
    ['phone', station.phone],
    ['hours', hours || null],
    ['place', station.place && `${station.place.latitude}, ${station.place.longitude}`],
    ['services', station.services.length > 0 ? station.services.join('、') : null],
  ] as const;
  return (
    <dl className="card facts">
      {facts.map(
        ([fact, value]) =>
          value !== null && (
            <div key={fact}>
              <dt>{t(`organisations.stations.field.${fact}`)}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** What has changed is news for this page and for all lists of stations. */
function useChange<Given>(change: (given: Given) => Promise<Station>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: ['stations'] }),
  });
}

/** What is there of the six 有, and what is missing. */
function Six({ station: { met } }: { station: Station }): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="card">
      <h2>{t('organisations.stations.six')}</h2>
      <ul className="rows" data-testid="six">
        {stationItems.map((item) => (
          <li key={item} className="row">
            <span className="row-name">{t(`organisations.stations.item.${item}`)}</span>
            <span className={met.includes(item) ? 'tag tag-good' : 'tag tag-attention'}>
              {t(`organisations.stations.${met.includes(item) ? 'isThere' : 'isMissing'}`)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Editing({ station, person }: { station: Station; person: Me }): ReactNode {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const communities = useOwnPlaces(person, ['street_office', 'residents_committee']).filter(
    ({ level }) => level === 'community',
  );
  if (!station.may.includes('station.edit') || station.state === 'closed') return null;
  if (!open)
    return (
      <button
        type="button"
        className="button"
        onClick={() => setOpen(true)}
        data-testid="edit-station"
      >
        {t('organisations.stations.edit')}
      </button>
    );
  return (
    <StationForm
      before={draftOf(station)}
      places={communities}
      method="PUT"
      path={`/v1/stations/${station.id}`}
      onDone={() => setOpen(false)}
      onClose={() => setOpen(false)}
    />
  );
}

type Decision = 'open' | 'suspend' | 'close';
const open: Record<Station['state'], Decision[]> = {
  preparing: ['open', 'close'],
  open: ['suspend', 'close'],
  suspended: ['open', 'close'],
  closed: [],
};

function Decisions({ station: { id, state } }: { station: Station }): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'suspend' | 'close' | null>(null);
  const decide = useChange((body: { decision: Decision; reason?: string }) =>
    ask<Station>('POST', `/v1/stations/${id}/decisions`, { body }),
  );
  if (asking !== null)
    return (
      <>
        <ReturnForm
          label={t('organisations.why')}
          hint={t(`organisations.stations.meaning.${asking}`)}
          yes={t(`organisations.stations.decision.${asking}`)}
          busy={decide.isPending}
          onReturn={(reason) => decide.mutate({ decision: asking, reason })}
          onClose={() => setAsking(null)}
        />
        <FailureNotice failure={decide.error} />
      </>
    );
  return (
    <>
      <div className="buttons">
        {open[state].map((decision) => (
          <button
            key={decision}
            type="button"
            className={decision === 'open' ? 'button button-main' : 'button'}
            disabled={decide.isPending}
            onClick={() =>
              decision === 'open' ? decide.mutate({ decision }) : setAsking(decision)
            }
            data-testid={`station-${decision}`}
          >
            {t(`organisations.stations.decision.${decision}`)}
          </button>
        ))}
      </div>
      <FailureNotice failure={decide.error} />
    </>
  );
}
