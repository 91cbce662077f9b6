import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../shared/http.ts';
import { LineField } from '../shared/line-field.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import { useErrorInSight } from '../shared/use-error-in-sight.ts';
import { ConsentChoice } from './consent-choice.tsx';
import type { Volunteer, WeeklyTime } from './contract.ts';
import { bodyOf, editOf, type OfferEdit, OfferEditFields } from './offer-edit.tsx';
import { useConsent } from './use-consent.ts';

/** A volunteer says anew what one wants and is able to do, and when. */
export function OwnOffer(): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['my-registration'],
    queryFn: () => ask<Volunteer>('GET', '/v1/volunteers/me'),
  });
  return (
    <Page title={t('registration.own.title')} back="#/account">
      {data === undefined && error === null && <Loading />}
      <FailureNotice failure={error} retry={() => void refetch()} />
      {data !== undefined && <OfferForm volunteer={data} />}
    </Page>
  );
}

interface Draft extends OfferEdit {
  /** Empty: as it is. */
  health: string;
}

function OfferForm({ volunteer }: { volunteer: Volunteer }): ReactNode {
  const { t } = useTranslation();
  const { edit, others } = editOf(volunteer);
  const [draft, setDraft] = useState<Draft>({ ...edit, health: '' });
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const health = useConsent('health');
  const save = useSaving(draft, others, health);
  useErrorInSight(save.error);
  const refusal = save.error instanceof Refusal ? save.error : null;
  const errorAt = (pointer: string): string | null => refusal?.below(pointer) ?? null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <>
      {save.isSuccess && (
        <Notice tone="done" title={t('registration.own.saved')} testId="offer-saved" />
      )}
      <form className="form card" onSubmit={submit}>
        <OfferEditFields edit={draft} others={others} onChange={change} errorAt={errorAt} />
        {health.isOpen && (
          <ConsentChoice purpose="health" agreed={health.agreed} onChoose={health.choose} />
        )}
        {health.agreed && (
          <LineField
            label={t('registration.own.health')}
            hint={t(`registration.own.${volunteer.hasHealthLimits ? 'healthNew' : 'healthHint'}`)}
            long
            maxLength={500}
            value={draft.health}
            error={errorAt('/healthLimits')}
            onChange={(words) => change({ health: words })}
            testId="own-health"
          />
        )}
        <FailureNotice failure={save.error} />
        <button
          type="submit"
          className="button button-main button-wide"
          disabled={save.isPending}
          data-testid="save-offer"
        >
          {save.isPending ? t('shared.sending') : t('registration.own.save')}
        </button>
      </form>
    </>
  );
}

function useSaving(
  { health, ...edit }: Draft,
  others: WeeklyTime[],
  consent: ReturnType<typeof useConsent>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const healthLimits = consent.agreed ? health.trim() : '';
      if (healthLimits !== '') await consent.note();
      return ask<Volunteer>('PUT', '/v1/volunteers/me/offer', {
        body: {
          ...bodyOf(edit, others),
          ...(healthLimits === '' ? {} : { healthLimits }),
        },
      });
    },
    onSuccess: (volunteer) => {
      client.setQueryData(['my-registration'], volunteer);
      scrollTo(0, 0);
    },
  });
}
