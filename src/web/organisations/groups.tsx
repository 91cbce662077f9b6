import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Assisted } from '../administration/assisted.tsx';
import type { ImportKind } from '../imports/contract.ts';
import { ImportPage } from '../imports/page.tsx';
import type { Me } from '../shared/contract.ts';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { useRoute } from '../shared/route.ts';
import { ask } from '../shared/session.ts';
import { ChangeForm, MendForm } from './change-form.tsx';
import type { FilingSummary, Organisation } from './contract.ts';
import { FilingCard } from './filing-card.tsx';
import { FilingForm } from './filing-form.tsx';
import { Memberships } from './memberships.tsx';
import { OwnFiling } from './own-filing.tsx';
import { ReportForm } from './report-form.tsx';
import { Roster } from './roster.tsx';
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
  if (place === 'registrations' && id !== undefined)
    return <Assisted key={id} person={person} organisationId={id} />;
  if (place === 'members' && id !== undefined) return <Roster key={id} organisationId={id} />;
  if (place === 'imports' && id !== undefined)
    return (
      <ImportPage
        key={id}
        of={{ organisationId: id, kinds: kindsFor(person, id) }}
        at={`#/groups/imports/${id}`}
        back={`#/groups/members/${id}`}
        one={step}
      />
    );
  return <Overview person={person} />;
}

/** Who heads a body registers volunteers for it, too. */
const kindsFor = (person: Me, organisationId: string): ImportKind[] =>
  isHead(person, organisationId) ? ['members', 'volunteers'] : ['members'];

const leading = ['organisation_head', 'hub_manager'];

/** The bodies that somebody leads or manages, each once. */
const ledBy = ({ roles }: Me) =>
  roles.filter(
    ({ role, scope }, n) =>
      leading.includes(role) &&
      roles.findIndex((one) => leading.includes(one.role) && one.scope === scope) === n,
  );

const isHead = ({ roles }: Me, organisationId: string): boolean =>
  roles.some(({ role, scope }) => role === 'organisation_head' && scope === organisationId);

function Overview({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const led = ledBy(person);
  const list = usePages<FilingSummary>(['filings', 'mine'], '/v1/filings?view=mine', 50);
  const filings = [...(list.data?.pages.flatMap((page) => page.items) ?? [])].reverse();
  return (
    <Page
      title={t('organisations.groups.title')}
      {...(led.length > 0 ? {} : { back: '#/account' })}
    >
      {led.length === 0 && <Begin />}
      {led.map(({ scope, scopeName }) => (
        <LedBody key={scope} id={scope} name={scopeName} isHead={isHead(person, scope)} />
      ))}
      <Memberships />
      {led.length > 0 && <Begin />}
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

function Begin(): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <p>{t('organisations.groups.what')}</p>
      <a className="button button-main" href="#/groups/new" data-testid="apply-for-filing">
        {t('organisations.groups.apply')}
      </a>
    </>
  );
}

/** A body that somebody leads or manages, with what can be done for a body of its kind and state. */
function LedBody({ id, name, isHead }: { id: string; name: string; isHead: boolean }): ReactNode {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['organisation', id],
    queryFn: () => ask<Organisation>('GET', `/v1/organisations/${id}`),
  });
  const links = [
    ['look', `#/organisations/${id}`, t('organisations.groups.look'), true],
    ['members', `#/groups/members/${id}`, t('organisations.members.title'), true],
    ['register', `#/groups/registrations/${id}`, t('desk.assisted.title'), isHead],
    ['change', `#/groups/changes/${id}`, t('organisations.groups.change'), 'filing.change'],
    [
      'report-year',
      `#/groups/reports/${id}`,
      t('organisations.groups.report'),
      'annual_report.submit',
    ],
  ] as const;
  return (
    <section className="card" data-testid={`led-${id}`}>
      <h2>{name}</h2>
      {isHead && <p>{t('organisations.groups.youLead')}</p>}
      <div className="buttons">
        {links.map(([testId, href, words, when]) => {
          const isOffered = typeof when === 'boolean' ? when : (data?.may.includes(when) ?? false);
          return (
            isOffered && (
              <a key={testId} className="button" href={href} data-testid={testId}>
                {words}
              </a>
            )
          );
        })}
      </div>
    </section>
  );
}
