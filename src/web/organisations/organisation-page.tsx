import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AuditLink } from '../shared/audit-link.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import type { Organisation } from './contract.ts';
import { StateTag } from './directory.tsx';
import { Ending } from './ending.tsx';
import { caseOf, type Standing } from './filing-case.ts';
import { FilingFacts } from './filing-facts.tsx';
import { Editing, HubMembership } from './organisation-changes.tsx';
import { Rulings } from './rulings.tsx';

/** One body, and what the street can decide about it. */
export function OrganisationPage({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['organisation', id],
    queryFn: () => ask<Organisation>('GET', `/v1/organisations/${id}`),
  });
  if (data === undefined)
    return (
      <Page title={t('organisations.title')} back="#/organisations">
        {error === null ? (
          <Loading />
        ) : (
          <FailureNotice failure={error} retry={() => void refetch()} />
        )}
      </Page>
    );
  return (
    <Page title={data.name} back="#/organisations">
      <StateTag organisation={data} />
      {data.reason !== null && (
        <Notice tone="warning" title={t('organisations.why')}>
          <p className="written">{data.reason}</p>
          {data.documentNumber !== null && <p>{data.documentNumber}</p>}
        </Notice>
      )}
      {data.warnings.map((warning) => (
        <Notice key={warning} tone="warning" title={t(`organisations.warning.${warning}`)} />
      ))}
      <Facts organisation={data} />
      {data.filingNumber !== null && data.may.includes('organisation.oversee') && <Filed id={id} />}
      <HubMembership organisation={data} />
      {data.hub !== null && (
        <a className="button" href={`#/organisations?hub=${data.id}`} data-testid="hub-bodies">
          {t('organisations.hubMembership.bodies', { count: data.hub.bodies })}
        </a>
      )}
      <Editing organisation={data} />
      <AuditLink objectId={id} />
      <Ending organisation={data} />
      {data.may.includes('organisation.decide') && <Rulings key={data.state} organisation={data} />}
    </Page>
  );
}

function Facts({ organisation }: { organisation: Organisation }): ReactNode {
  const { t } = useTranslation();
  const { roster, hub, candidate } = organisation;
  const facts = [
    ['kind', t(`organisations.kind.${organisation.kind}`)],
    ['type', t(`organisations.type.${organisation.type}`)],
    ['region', organisation.regionName],
    ['filingNumber', organisation.filingNumber],
    ['creditCode', organisation.creditCode],
    ['leaderPhone', organisation.leaderPhone],
    [
      'roster',
      roster &&
        t(`organisations.roster.${roster.short ? 'short' : 'enough'}`, {
          members: roster.members,
          least: roster.least ?? 0,
        }),
    ],
    ['socialWorkers', hub && t(`organisations.hub.${hub.standing}`, hub)],
    [
      'candidate',
      candidate?.reasons.map((reason) => t(`organisations.candidateReason.${reason}`)).join('、') ??
        null,
    ],
  ] as const;
  return (
    <dl className="card facts" data-testid="organisation-facts">
      {facts.map(
        ([fact, value]) =>
          value !== null && (
            <div key={fact}>
              <dt>{t(`organisations.field.${fact}`)}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** What was filed of the body, and the change that is under way. */
function Filed({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: ['filings', 'standing', id],
    queryFn: () => ask<Standing>('GET', `/v1/organisations/${id}/filing`),
  });
  if (data === undefined) return <FailureNotice failure={error} />;
  return (
    <>
      {data.change !== null && (
        <Notice tone="info" title={t('organisations.filing.subject.change')} testId="change-open">
          <p>{t(`organisations.filing.state.${data.change.state}`)}</p>
        </Notice>
      )}
      <FilingFacts filing={caseOf(data.filed)} />
    </>
  );
}
