import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';
import { Tick } from '../shared/tick.tsx';
import { ConsentChoice } from './consent-choice.tsx';
import type { Purpose, Volunteer, Ward } from './contract.ts';
import { useConsentTexts } from './use-lists.ts';

/** What came of an answer. */
type Told = 'agree' | 'refuse' | 'withdrawn' | 'oneWithdrawn';

export function useWards() {
  return useQuery({
    queryKey: ['wards'],
    queryFn: async () => (await ask<{ items: Ward[] }>('GET', '/v1/wards')).items,
  });
}

/** The minors who wait for this person's consent, and where asked for those who have it; nothing for everybody else. */
export function Wards({ agreed = false }: { agreed?: boolean }): ReactNode {
  const { t } = useTranslation();
  const { data } = useWards();
  const [told, setTold] = useState<Told | null>(null);
  const waiting = data?.filter(({ state }) => state === 'guardian_pending') ?? [];
  const consented =
    data?.filter(
      ({ consents }) => agreed && consents.some(({ purpose }) => purpose === 'guardian'),
    ) ?? [];
  return (
    <>
      {told !== null && (
        <Notice
          tone="done"
          title={t(`registration.ward.told.${told}`)}
          testId={`ward-told-${told}`}
        />
      )}
      {waiting.map((ward) => (
        <WardCard key={ward.id} ward={ward} onTold={setTold} />
      ))}
      {consented.map((ward) => (
        <AgreedWard key={ward.id} ward={ward} onTold={setTold} />
      ))}
    </>
  );
}

/** What was agreed to is taken back as easily as it was given (PIPL Art. 15). */
function AgreedWard({
  ward: { name, state, consents },
  onTold,
}: {
  ward: Ward;
  onTold: (told: Told) => void;
}): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  // The guardian's consents fall together.
  const guardian = consents.find(({ purpose }) => purpose === 'guardian');
  const withdraw = useMutation({
    mutationFn: (id: string) => ask<void>('DELETE', `/v1/consents/${id}`),
    onSuccess: (_, id) => onTold(id === guardian?.id ? 'withdrawn' : 'oneWithdrawn'),
    onSettled: () => client.invalidateQueries({ queryKey: ['wards'] }),
  });
  return (
    <section className="card" data-testid="ward-agreed">
      <h2>{t('registration.ward.agreed', { name })}</h2>
      <p>{t(`desk.states.${state}`)}</p>
      <ChildsConsents
        consents={consents}
        busy={withdraw.isPending}
        onWithdraw={(id) => withdraw.mutate(id)}
      />
      {!asking && <FailureNotice failure={withdraw.error} />}
      <button
        type="button"
        className="button"
        onClick={() => setAsking(true)}
        data-testid="ward-withdraw"
      >
        {t('registration.ward.withdraw')}
      </button>
      {asking && (
        <ConfirmDialog
          title={t('registration.ward.withdrawTitle', { name })}
          confirm={t('registration.ward.withdrawYes')}
          busy={withdraw.isPending}
          danger
          onConfirm={() => guardian && withdraw.mutate(guardian.id)}
          onClose={() => setAsking(false)}
        >
          <p>{t('registration.ward.withdrawMeaning')}</p>
          <FailureNotice failure={withdraw.error} />
        </ConfirmDialog>
      )}
    </section>
  );
}

function WardCard({ ward, onTold }: { ward: Ward; onTold: (told: Told) => void }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const texts = useConsentTexts();
  const [agreed, setAgreed] = useState<Purpose[]>([]);
  /** What nobody has to agree to; yes, no, or not chosen yet. */
  const [chosen, choose] = useState<Partial<Record<Purpose, boolean>>>({});
  const undecided = ward.optional.some((purpose) => chosen[purpose] === undefined);
  const answer = useMutation({
    mutationFn: (body: { decision: 'agree' | 'refuse'; consents?: object }) =>
      ask<Volunteer>('POST', `/v1/wards/${ward.id}/answers`, { body }),
    onSuccess: (_, { decision }) => onTold(decision),
    onSettled: () => client.invalidateQueries({ queryKey: ['wards'] }),
  });
  const agree = (): void => {
    const given = [...agreed, ...ward.optional.filter((purpose) => chosen[purpose])];
    const versions = given.map((purpose) => [purpose, texts.data?.get(purpose)?.textVersion]);
    answer.mutate({ decision: 'agree', consents: Object.fromEntries(versions) });
  };
  const toggle = (purpose: Purpose): void =>
    setAgreed(
      agreed.includes(purpose) ? agreed.filter((one) => one !== purpose) : [...agreed, purpose],
    );
  return (
    <section className="card form" data-testid="ward">
      <h2>{t('registration.ward.title', { name: ward.name })}</h2>
      <p>{t('registration.ward.what')}</p>
      {ward.purposes.map((purpose) => (
        <Tick
          key={purpose}
          words={texts.data?.get(purpose)?.text[currentLanguage()]}
          ticked={agreed.includes(purpose)}
          onTick={() => toggle(purpose)}
          testId={`ward-${purpose}`}
        />
      ))}
      {ward.optional.map((purpose) => (
        <ConsentChoice
          key={purpose}
          purpose={purpose}
          agreed={chosen[purpose] ?? null}
          onChoose={(yes) => choose({ ...chosen, [purpose]: yes })}
        />
      ))}
      <FailureNotice failure={answer.error} />
      <AnswerButtons
        busy={answer.isPending}
        complete={!undecided && agreed.length === ward.purposes.length}
        onRefuse={() => answer.mutate({ decision: 'refuse' })}
        onAgree={agree}
      />
    </section>
  );
}

/** A child's position and health are taken back each on its own. */
function ChildsConsents({
  consents,
  busy,
  onWithdraw,
}: {
  consents: Ward['consents'];
  busy: boolean;
  onWithdraw: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  return consents.map(
    ({ id, purpose }) =>
      (purpose === 'location' || purpose === 'health') && (
        <button
          key={id}
          type="button"
          className="button"
          disabled={busy}
          onClick={() => onWithdraw(id)}
          data-testid={`ward-withdraw-${purpose}`}
        >
          {t('registration.ward.withdrawOne', { what: t(`registration.ward.purpose.${purpose}`) })}
        </button>
      ),
  );
}

function AnswerButtons({
  busy,
  complete,
  onRefuse,
  onAgree,
}: {
  busy: boolean;
  /** Everything that has to be agreed to is, and the rest is decided. */
  complete: boolean;
  onRefuse: () => void;
  onAgree: () => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="buttons">
      <button
        type="button"
        className="button"
        disabled={busy}
        onClick={onRefuse}
        data-testid="ward-refuse"
      >
        {t('registration.ward.refuse')}
      </button>
      <button
        type="button"
        className="button button-main"
        disabled={busy || !complete}
        onClick={onAgree}
        data-testid="ward-agree"
      >
        {t('registration.ward.agree')}
      </button>
    </div>
  );
}
