import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';
import { Tick } from '../shared/tick.tsx';
import type { Purpose, Volunteer, Ward } from './contract.ts';
import { useConsentTexts } from './use-lists.ts';

/** What came of an answer. */
type Told = 'agree' | 'refuse' | 'withdrawn';

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
  const consented = data?.filter(({ consents }) => agreed && consents.length > 0) ?? [];
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
  const withdraw = useMutation({
    // A guardian's consents fall together.
    mutationFn: () => ask<void>('DELETE', `/v1/consents/${consents[0]!.id}`),
    onSuccess: () => onTold('withdrawn'),
    onSettled: () => client.invalidateQueries({ queryKey: ['wards'] }),
  });
  return (
    <section className="card" data-testid="ward-agreed">
      <h2>{t('registration.ward.agreed', { name })}</h2>
      <p>{t(`desk.states.${state}`)}</p>
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
          onConfirm={() => withdraw.mutate()}
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
  const answer = useMutation({
    mutationFn: (body: { decision: 'agree' | 'refuse'; consents?: object }) =>
      ask<Volunteer>('POST', `/v1/wards/${ward.id}/answers`, { body }),
    onSuccess: (_, { decision }) => onTold(decision),
    onSettled: () => client.invalidateQueries({ queryKey: ['wards'] }),
  });
  const agree = (): void => {
    const versions = agreed.map((purpose) => [purpose, texts.data?.get(purpose)?.textVersion]);
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
      <FailureNotice failure={answer.error} />
      <div className="buttons">
        <button
          type="button"
          className="button"
          disabled={answer.isPending}
          onClick={() => answer.mutate({ decision: 'refuse' })}
          data-testid="ward-refuse"
        >
          {t('registration.ward.refuse')}
        </button>
        <button
          type="button"
          className="button button-main"
          disabled={answer.isPending || agreed.length < ward.purposes.length}
          onClick={agree}
          data-testid="ward-agree"
        >
          {t('registration.ward.agree')}
        </button>
      </div>
    </section>
  );
}
