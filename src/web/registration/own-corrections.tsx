import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../shared/field.tsx';
import { day } from '../shared/format.ts';
import { Refusal } from '../shared/http.ts';
import { LineField } from '../shared/line-field.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import { useErrorInSight } from '../shared/use-error-in-sight.ts';
import type { Correction, CorrectionField, Volunteer } from './contract.ts';
import { useCorrectionWords } from './correction-words.ts';
import { tellsBirth } from './document.ts';
import { useMyRegistration } from './my-registration.tsx';
import { WantedField } from './wanted-field.tsx';

/** Sex and birthday only where the number of the document does not tell them. */
const fieldsOf = ({ idType }: Volunteer): CorrectionField[] => [
  ...(['name', 'id_number'] as const),
  ...(tellsBirth(idType) ? [] : (['sex', 'birth_date'] as const)),
  ...(['residence_region', 'address', 'phone'] as const),
];

/** A volunteer asks for a correction of who they are, and sees what became of it. */
export function OwnCorrections(): ReactNode {
  const { t } = useTranslation();
  const [sent, setSent] = useState(0);
  const me = useMyRegistration(true);
  const mine = useQuery({
    queryKey: ['corrections', 'mine'],
    queryFn: async () => (await ask<{ items: Correction[] }>('GET', '/v1/corrections/mine')).items,
  });
  return (
    <Page title={t('desk.ownCorrections.title')} back="#/account">
      {sent > 0 && (
        <Notice tone="done" title={t('desk.ownCorrections.sent')} testId="correction-sent" />
      )}
      <p>{t('desk.ownCorrections.what')}</p>
      {me.isPending && <Loading />}
      <FailureNotice failure={me.error} retry={() => void me.refetch()} />
      {me.data !== undefined && (
        <AskForm key={sent} fields={fieldsOf(me.data)} onSent={() => setSent(sent + 1)} />
      )}
      <FailureNotice failure={mine.error} retry={() => void mine.refetch()} />
      {mine.data !== undefined && mine.data.length > 0 && (
        <section className="cards" data-testid="my-corrections">
          <h2>{t('desk.ownCorrections.mine')}</h2>
          {[...mine.data].reverse().map((one) => (
            <OwnCorrection key={one.id} correction={one} />
          ))}
        </section>
      )}
    </Page>
  );
}

const tagOf = {
  ...{ open: 'tag-attention', accepted: 'tag-good', declined: 'tag-bad' },
  void: 'tag-bad',
} as const;

function OwnCorrection({ correction }: { correction: Correction }): ReactNode {
  const { t } = useTranslation();
  const words = useCorrectionWords();
  const { field, after, state, answer, askedAt } = correction;
  return (
    <div className="card" data-state={state}>
      <div className="card-head">
        <h3>{t(`desk.corrections.field.${field}`)}</h3>
        <span className={`tag ${tagOf[state]}`}>{t(`desk.ownCorrections.state.${state}`)}</span>
      </div>
      {after !== null && (
        <p>
          {t('desk.corrections.after')} {words(field, after)}
        </p>
      )}
      <p className="soft">{day(askedAt)}</p>
      {answer !== null && <p className="written">{t('registration.reason', { reason: answer })}</p>}
    </div>
  );
}

function AskForm({ fields, onSent }: { fields: CorrectionField[]; onSent: () => void }): ReactNode {
  const { t } = useTranslation();
  const [field, setField] = useState<CorrectionField | ''>('');
  const [wanted, setWanted] = useState('');
  const [reason, setReason] = useState('');
  const send = useAsking(onSent);
  useErrorInSight(send.error);
  const error = send.error instanceof Refusal ? send.error.at('/wanted') : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send.mutate({ field, wanted: wanted.trim(), reason: reason.trim() });
  };
  return (
    <form className="form card" onSubmit={submit}>
      <Choice
        label={t('desk.ownCorrections.field')}
        value={field}
        onChoose={(chosen) => {
          setField(chosen as CorrectionField | '');
          setWanted('');
          send.reset();
        }}
        options={fields.map((code) => ({ code, name: t(`desk.corrections.field.${code}`) }))}
        ask={t('registration.choose')}
        testId="correction-field"
      />
      <WantedField field={field} wanted={wanted} error={error} onChange={setWanted} />
      <LineField
        label={t('desk.ownCorrections.reason')}
        hint={t('desk.ownCorrections.reasonHint')}
        long
        required
        minLength={2}
        maxLength={500}
        value={reason}
        onChange={setReason}
        testId="correction-reason"
      />
      {error === null && <FailureNotice failure={send.error} />}
      <button
        type="submit"
        className="button button-main button-wide"
        disabled={send.isPending}
        data-testid="send-correction"
      >
        {send.isPending ? t('shared.sending') : t('desk.ownCorrections.submit')}
      </button>
    </form>
  );
}

function useAsking(onSent: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: object) => ask<Correction>('POST', '/v1/corrections', { body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['corrections'] });
      scrollTo(0, 0);
      onSent();
    },
  });
}
