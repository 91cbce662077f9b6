import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Volunteer } from '../registration/contract.ts';
import { isMinor } from '../registration/document.ts';
import type { Me } from '../shared/contract.ts';
import { Refusal } from '../shared/http.ts';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import { useErrorInSight } from '../shared/use-error-in-sight.ts';
import { type AssistedDraft, bodyOf, draftFor } from './assisted-draft.ts';
import {
  AssistedConsents,
  AssistedGuardian,
  AssistedOffer,
  AssistedPerson,
} from './assisted-fields.tsx';
import { communitiesOf } from './registering.ts';

/**
 * Registers people who are at the desk, one after the other, from the paper that they sign; for an organisation, whoever
 * heads it does, wherever in the city they live.
 */
export function Assisted({
  person,
  organisationId,
}: {
  person: Me;
  organisationId?: string;
}): ReactNode {
  const { t } = useTranslation();
  const isDesk = organisationId === undefined;
  const communities = isDesk ? communitiesOf(person) : [];
  const [registered, setRegistered] = useState<Volunteer | null>(null);
  const [turn, setTurn] = useState(0);
  const [start, setStart] = useState(() => draftFor(communities));
  return (
    <Page
      title={t('desk.assisted.title')}
      back={isDesk ? '#/administration/volunteers' : '#/groups'}
      wide
    >
      {registered === null ? (
        <>
          <p>{t('desk.assisted.why')}</p>
          <AssistedForm
            key={turn}
            start={start}
            communities={isDesk ? communities : null}
            organisationId={organisationId}
            onRegistered={(volunteer, { residenceRegion, ground }) => {
              setRegistered(volunteer);
              // The next paper lies in the same cabinet.
              setStart({
                ...{ ...draftFor(communities), ground },
                residenceRegion: isDesk ? residenceRegion : '',
              });
              scrollTo(0, 0);
            }}
          />
        </>
      ) : (
        <Done
          volunteer={registered}
          mayLook={isDesk}
          onNext={() => {
            setRegistered(null);
            setTurn(turn + 1);
          }}
        />
      )}
    </Page>
  );
}

function Done({
  volunteer,
  mayLook,
  onNext,
}: {
  volunteer: Volunteer;
  /** An organisation does not see what it has entered. */
  mayLook: boolean;
  onNext: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const { id, name, number, state } = volunteer;
  return (
    <>
      <Notice tone="done" title={t('desk.assisted.done', { name })} testId="assisted-done">
        <p className="desk-number">{t('desk.assisted.number', { number })}</p>
        <p>{t(`desk.assisted.next.${state === 'active' ? 'active' : 'submitted'}`)}</p>
      </Notice>
      <div className="buttons">
        {mayLook && (
          <a
            className="button"
            href={`#/administration/volunteers/${id}`}
            data-testid="assisted-look"
          >
            {t('desk.assisted.look')}
          </a>
        )}
        <button
          type="button"
          className="button button-main"
          onClick={onNext}
          data-testid="assisted-next"
        >
          {t('desk.assisted.another')}
        </button>
      </div>
    </>
  );
}

const shownAtField =
  /^\/(name|idType|idNumber|sex|birthDate|phone|residenceRegion|address|categories|skills|availability|guardian|healthLimits|consents|ground)/;

function AssistedForm({
  start,
  communities,
  organisationId,
  onRegistered,
}: {
  start: AssistedDraft;
  /** Those of the desk; null where the whole city is meant. */
  communities: { code: string; name: string }[] | null;
  organisationId: string | undefined;
  onRegistered: (volunteer: Volunteer, draft: AssistedDraft) => void;
}): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(start);
  const [incomplete, setIncomplete] = useState<{ pointer: string } | null>(null);
  const register = useMutation({
    mutationFn: () =>
      ask<Volunteer>('POST', '/v1/assisted-registrations', {
        body: { ...bodyOf(draft), ...(organisationId === undefined ? {} : { organisationId }) },
      }),
    onSuccess: (volunteer) => onRegistered(volunteer, draft),
  });
  useErrorInSight(incomplete ?? register.error);
  const refusal = register.error instanceof Refusal ? register.error : null;
  const minor = isMinor(draft, new Date()) || refusal?.code === 'guardian_needed';
  const missing = useMissing();
  const errorAt = (pointer: string): string | null =>
    incomplete === null
      ? (refusal?.below(pointer) ?? null)
      : incomplete.pointer === pointer
        ? missing[pointer]!
        : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const pointer = lackOf(draft);
    setIncomplete(pointer === null ? null : { pointer });
    if (pointer === null) register.mutate();
  };
  const change = (part: Partial<AssistedDraft>): void => setDraft((now) => ({ ...now, ...part }));
  const fields = { draft, change, errorAt };
  const pointer = refusal?.problem.errors?.[0]?.pointer ?? '';
  return (
    <form className="form paper-form" onSubmit={submit}>
      <AssistedPerson {...fields} communities={communities} />
      <AssistedOffer {...fields} />
      {minor && <AssistedGuardian {...fields} />}
      <AssistedConsents {...fields} minor={minor} />
      {!shownAtField.test(pointer) && <FailureNotice failure={register.error} />}
      <button
        type="submit"
        className="button button-main button-wide"
        disabled={register.isPending}
        data-testid="assisted-submit"
      >
        {register.isPending ? t('shared.sending') : t('desk.assisted.submit')}
      </button>
    </form>
  );
}

function useMissing(): Record<string, string> {
  const { t } = useTranslation();
  return {
    '/categories': t('registration.steps.noCategory'),
    '/availability': t('registration.steps.noTime'),
    '/location': t('registration.consent.choose'),
  };
}

/** What the browser does not ask for by itself. */
function lackOf({ offer, location }: AssistedDraft): string | null {
  if (offer.categories.length === 0) return '/categories';
  if (offer.slots.length === 0) return '/availability';
  return location === null ? '/location' : null;
}
