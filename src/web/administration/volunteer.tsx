import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Decision, DeskVolunteer } from '../registration/contract.ts';
import { AuditLink } from '../shared/audit-link.tsx';
import { day, moment } from '../shared/format.ts';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import { Disclosure } from './disclosure.tsx';
import { GuardianChange } from './guardian-change.tsx';
import { Merge } from './merge.tsx';
import { OnBehalf } from './on-behalf.tsx';
import { Protection } from './protection.tsx';
import { type Deciding, VolunteerDecisions } from './volunteer-decisions.tsx';
import { VolunteerOffer } from './volunteer-offer.tsx';

const back = '#/administration/volunteers';
const realNames = ['none', 'form', 'document'] as const;
const badStates = ['rejected', 'suspended', 'revoked'];

/** One registration, masked, and what this desk can do about it. */
export function VolunteerPage({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['volunteer', id],
    queryFn: () => ask<DeskVolunteer>('GET', `/v1/volunteers/${id}`),
  });
  const decide = useMutation({
    mutationFn: (body: Deciding) => ask('POST', `/v1/volunteers/${id}/decisions`, { body }),
    onSuccess: () => scrollTo(0, 0),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['volunteer', id] }),
        client.invalidateQueries({ queryKey: ['volunteers'] }),
      ]),
  });
  if (data === undefined)
    return (
      <Page title={t('administration.volunteers.title')} back={back}>
        {error === null ? (
          <Loading />
        ) : (
          <FailureNotice failure={error} retry={() => void refetch()} />
        )}
      </Page>
    );
  const { state, reason, may } = data;
  return (
    <Page title={data.name} back={back}>
      {decide.isSuccess && (
        <Notice
          tone="done"
          title={t(`desk.decided.${doneTo(data, decide.variables.decision)}`)}
          testId="decided"
        />
      )}
      <Notice
        tone={badStates.includes(state) ? 'warning' : 'info'}
        title={t(`desk.states.${state}`)}
        testId={`state-${state}`}
      >
        {reason !== null && <p>{t('registration.reason', { reason })}</p>}
      </Notice>
      <Facts volunteer={data} />
      <FailureNotice failure={decide.error} />
      <VolunteerDecisions
        key={`${state} ${data.stepsDone}`}
        volunteer={data}
        busy={decide.isPending}
        onDecide={(body) => decide.mutate(body)}
      />
      <VolunteerOffer volunteer={data} />
      <OtherDeeds volunteer={data} />
      <History volunteer={data} />
      {may.includes('merge') && <Merge kept={data} />}
    </Page>
  );
}

const behalf = ['act_for', 'end_for', 'export_for'] as const;

/** What can be done besides deciding, each folded away until it is wanted. */
function OtherDeeds({ volunteer }: { volunteer: DeskVolunteer }): ReactNode {
  const { may } = volunteer;
  return (
    <>
      {may.includes('disclose') && <Disclosure volunteer={volunteer} />}
      {may.includes('protect') && <Protection volunteer={volunteer} />}
      {may.includes('change_guardian') && <GuardianChange volunteer={volunteer} />}
      {behalf.some((deed) => may.includes(deed)) && <OnBehalf volunteer={volunteer} />}
    </>
  );
}

/** Whoever has left meanwhile does not serve again. */
const doneTo = ({ state }: DeskVolunteer, decision: Decision) =>
  decision === 'resume' && state === 'cancelled' ? 'lift' : decision;

/** Who it is, masked. */
function Facts({ volunteer }: { volunteer: DeskVolunteer }): ReactNode {
  const { t } = useTranslation();
  const { guardian, sex, stepsNeeded: needed, stepsDone: done } = volunteer;
  const facts: [string, string | number | null][] = [
    [t('administration.volunteers.number'), volunteer.number],
    [t('administration.volunteers.phone'), volunteer.phone],
    [t('administration.volunteers.idNumber'), volunteer.idNumber],
    [t('desk.facts.realName'), t(`desk.realName.${realNames[volunteer.realNameLevel]}`)],
    [t('desk.facts.sex'), sex && t(`desk.sex.${sex}`)],
    [t('administration.volunteers.birthYear'), volunteer.birthYear],
    [t('administration.volunteers.residence'), volunteer.residenceRegionName],
    [
      t('administration.volunteers.guardian'),
      guardian && `${guardian.name} ${guardian.relation} ${guardian.phone}`,
    ],
    [t('desk.facts.channel'), t(`desk.channel.${volunteer.channel}`)],
    [t('desk.facts.registeredAt'), day(volunteer.registeredAt)],
    [t('desk.facts.step'), needed === 0 ? null : t('desk.facts.stepWords', { done, needed })],
  ];
  return (
    <dl className="card facts facts-wide">
      {facts.map(
        ([fact, value]) =>
          value !== null && (
            <div key={fact}>
              <dt>{fact}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** What desks have decided, the newest first; everything that was done, for auditors. */
function History({ volunteer: { id, decisions } }: { volunteer: DeskVolunteer }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {decisions.length > 0 && (
        <section className="card" data-testid="history">
          <h2>{t('desk.history')}</h2>
          {[...decisions].reverse().map(({ decision, reason, at }) => (
            <p key={at}>
              <span className="soft">{moment(at)}</span> {t(`desk.decision.${decision}`)}
              {reason !== null && ` · ${reason}`}
            </p>
          ))}
        </section>
      )}
      <AuditLink objectId={id} />
    </>
  );
}
