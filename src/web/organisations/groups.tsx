import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../shared/contract.ts';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { useRoute } from '../shared/route.ts';
import { ChangeForm, MendForm } from './change-form.tsx';
import type { FilingSummary } from './contract.ts';
import { FilingCard } from './filing-card.tsx';
import { FilingForm } from './filing-form.tsx';
import { OwnFiling } from './own-filing.tsx';
import { ReportForm } from './report-form.tsx';
import './organisations.css';

/** For whoever starts or leads a group of neighbours. */
export default function Groups({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const { segments } = useRoute();
  const [, place, id, step] = segments;
  if (place === 'new')
    return (
      <Page title={t('organisations.groups.apply')} back="#/groups">
        <FilingForm
          owner={person.id}
          purpose={{ key: `linli.filing.${person.id}`, method: 'POST', path: '/v1/filings' }}
        />
      </Page>
    );
  if (place === 'filings' && id !== undefined)
    return step === 'mend' ? (
      <MendForm key={id} id={id} owner={person.id} />
    ) : (
      <OwnFiling key={id} id={id} />
    );
  if (place === 'changes' && id !== undefined)
    return <ChangeForm key={id} organisationId={id} owner={person.id} />;
  if (place === 'reports' && id !== undefined) return <ReportForm key={id} organisationId={id} />;
  return <Overview person={person} />;
}

function Overview({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const led = person.roles.filter(({ role }) => role === 'organisation_head');
  const list = usePages<FilingSummary>(['filings', 'mine'], '/v1/filings?view=mine', 50);
  const filings = [...(list.data?.pages.flatMap((page) => page.items) ?? [])].reverse();
  return (
    <Page title={t('organisations.groups.title')} back="#/">
      <p>{t('organisations.groups.what')}</p>
      <a className="button button-main" href="#/groups/new" data-testid="apply-for-filing">
        {t('organisations.groups.apply')}
      </a>
      {led.map(({ scope, scopeName }) => (
        <section key={scope} className="card" data-testid={`led-${scope}`}>
          <h2>{scopeName}</h2>
          <p>{t('organisations.groups.youLead')}</p>
          <div className="buttons">
            <a className="button" href={`#/organisations/${scope}`}>
              {t('organisations.groups.look')}
            </a>
            <a className="button" href={`#/groups/changes/${scope}`} data-testid="change">
              {t('organisations.groups.change')}
            </a>
            <a className="button" href={`#/groups/reports/${scope}`} data-testid="report-year">
              {t('organisations.groups.report')}
            </a>
          </div>
        </section>
      ))}
      {filings.length > 0 && <h2>{t('organisations.groups.applications')}</h2>}
      {list.isPending && <Loading />}
      <div className="cards" data-testid="own-filings">
        {filings.map((filing) => (
          <FilingCard key={filing.id} filing={filing} href={`#/groups/filings/${filing.id}`} />
        ))}
      </div>
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <a className="button" href="#/organisations" data-testid="organisations">
        {t('organisations.title')}
      </a>
    </Page>
  );
}
