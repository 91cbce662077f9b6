import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Volunteer } from '../registration/contract.ts';
import type { Me } from '../shared/contract.ts';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import { ReturnForm } from './return-form.tsx';

const back = '#/administration/volunteers';
const stepActions = [
  'volunteer.review_community',
  'volunteer.review_street',
  'volunteer.review_district',
] as const;

/** One registration, masked, and what this desk can decide about it. */
export function VolunteerPage({ id, person }: { id: string; person: Me }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['volunteer', id],
    queryFn: () => ask<Volunteer>('GET', `/v1/volunteers/${id}`),
  });
  const decide = useMutation({
    mutationFn: (body: object) =>
      ask<Volunteer>('POST', `/v1/volunteers/${id}/decisions`, { body }),
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
  return (
    <Page title={data.name} back={back}>
      <Notice
        tone={decide.isSuccess ? 'done' : 'info'}
        title={t(`registration.state.${data.state}`)}
        testId={`state-${data.state}`}
      >
        {data.reason !== null && <p>{t('registration.reason', { reason: data.reason })}</p>}
      </Notice>
      <Facts volunteer={data} />
      <FailureNotice failure={decide.error} />
      <Decisions
        key={data.state + data.stepsDone}
        volunteer={data}
        person={person}
        busy={decide.isPending}
        onDecide={(body) => decide.mutate(body)}
      />
    </Page>
  );
}

function Facts({ volunteer }: { volunteer: Volunteer }): ReactNode {
  const { t } = useTranslation();
  const facts = [
    ['number', volunteer.number],
    ['idNumber', volunteer.idNumber],
    ['birthYear', volunteer.birthYear],
    ['phone', volunteer.phone],
    ['residence', volunteer.residenceRegionName],
    ['guardian', volunteer.guardian && `${volunteer.guardian.name} ${volunteer.guardian.phone}`],
  ] as const;
  return (
    <dl className="card facts">
      {facts.map(
        ([fact, value]) =>
          value !== null && (
            <div key={fact}>
              <dt>{t(`administration.volunteers.${fact}`)}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

type No = 'reject' | 'suspend' | 'revoke';

function Decisions({
  volunteer: { state, stepsDone },
  person,
  busy,
  onDecide,
}: {
  volunteer: Volunteer;
  person: Me;
  busy: boolean;
  onDecide: (body: object) => void;
}): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<No | null>(null);
  const [documentSeen, setDocumentSeen] = useState(false);
  const step = stepActions[stepsDone];
  const approves = state === 'submitted' && step !== undefined && person.may.includes(step);
  const decides = person.may.includes('volunteer.decide');
  const nos: No[] = approves ? ['reject'] : [];
  if (decides && state === 'active') nos.push('suspend', 'revoke');
  if (decides && state === 'suspended') nos.push('revoke');
  if (asking !== null)
    return (
      <ReturnForm
        busy={busy}
        onReturn={(reason) => onDecide({ decision: asking, reason })}
        onClose={() => setAsking(null)}
      />
    );
  return (
    <>
      {approves && <DocumentSeen seen={documentSeen} onSeen={setDocumentSeen} />}
      <div className="buttons">
        {nos.map((no) => (
          <button
            key={no}
            type="button"
            className="button"
            onClick={() => setAsking(no)}
            data-testid={no}
          >
            {t(`administration.volunteers.${no}`)}
          </button>
        ))}
        {(approves || (decides && state === 'suspended')) && (
          <button
            type="button"
            className="button button-main"
            disabled={busy}
            onClick={() =>
              onDecide(approves ? { decision: 'approve', documentSeen } : { decision: 'resume' })
            }
            data-testid={approves ? 'approve' : 'resume'}
          >
            {t(`administration.volunteers.${approves ? 'approve' : 'resume'}`)}
          </button>
        )}
      </div>
    </>
  );
}

/** Real-name level 2: somebody has looked at the document. */
function DocumentSeen({
  seen,
  onSeen,
}: {
  seen: boolean;
  onSeen: (seen: boolean) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <label className="tick">
      <input
        type="checkbox"
        checked={seen}
        data-testid="document-seen"
        onChange={(event) => onSeen(event.target.checked)}
      />
      <span>{t('administration.volunteers.documentSeen')}</span>
    </label>
  );
}
