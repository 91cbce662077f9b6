import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Correction } from '../registration/contract.ts';
import { useCorrectionWords } from '../registration/correction-words.ts';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { ReturnForm } from '../shared/return-form.tsx';
import { ask } from '../shared/session.ts';
import { WaitingTag } from './waiting-tag.tsx';

/** Requests of the area that wait for an answer, the oldest first. */
export function Corrections(): ReactNode {
  const { t } = useTranslation();
  const list = usePages<Correction>(['corrections', 'open'], '/v1/corrections');
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [answered, setAnswered] = useState<Correction | null>(null);
  return (
    <Page title={t('desk.corrections.title')} back="#/administration">
      {answered !== null && (answered.state === 'accepted' || answered.state === 'declined') && (
        <Notice
          tone="done"
          title={t(`desk.corrections.${answered.state}`, { name: answered.volunteer.name })}
          testId={`correction-${answered.state}`}
        />
      )}
      <p>{t('desk.corrections.what')}</p>
      {list.isPending && <Loading />}
      {list.isSuccess && items.length === 0 && <p>{t('desk.corrections.none')}</p>}
      <div className="cards" data-testid="corrections-open">
        {items.map((one) => (
          <CorrectionCard key={one.id} correction={one} onAnswered={setAnswered} />
        ))}
      </div>
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </Page>
  );
}

function CorrectionCard({
  correction,
  onAnswered,
}: {
  correction: Correction;
  onAnswered: (answered: Correction) => void;
}): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { id, field, before, after, reason, askedAt, mayDecide, volunteer } = correction;
  const [declining, setDeclining] = useState(false);
  const decide = useMutation({
    mutationFn: (body: object) =>
      ask<Correction>('POST', `/v1/corrections/${id}/decisions`, { body }),
    onSuccess: (answer) => {
      onAnswered(answer);
      scrollTo(0, 0);
      return client.invalidateQueries({ queryKey: ['corrections'] });
    },
  });
  return (
    <section className="card" data-testid="correction">
      <div className="card-head">
        <h2>
          {volunteer.name} · {t(`desk.corrections.field.${field}`)}
        </h2>
        <WaitingTag since={askedAt} />
      </div>
      <p className="soft">{volunteer.number}</p>
      <BeforeAfter {...{ field, before, after }} />
      {reason !== null && <p className="written">{t('desk.corrections.reason', { reason })}</p>}
      {field === 'phone' && <p>{t('desk.corrections.phoneMeaning')}</p>}
      <FailureNotice failure={decide.error} />
      {!mayDecide && <p className="soft">{t('desk.corrections.notYours')}</p>}
      {mayDecide && declining && (
        <ReturnForm
          label={t('desk.corrections.declineReason')}
          hint={t('desk.reason.hint')}
          yes={t('desk.corrections.decline')}
          busy={decide.isPending}
          onReturn={(why) => decide.mutate({ decision: 'decline', reason: why })}
          onClose={() => setDeclining(false)}
        />
      )}
      {mayDecide && !declining && (
        <AnswerButtons
          busy={decide.isPending}
          onAccept={() => decide.mutate({ decision: 'accept' })}
          onDecline={() => setDeclining(true)}
        />
      )}
    </section>
  );
}

function BeforeAfter({
  field,
  before,
  after,
}: Pick<Correction, 'field' | 'before' | 'after'>): ReactNode {
  const { t } = useTranslation();
  const words = useCorrectionWords();
  return (
    <dl className="facts facts-wide">
      <div>
        <dt>{t('desk.corrections.before')}</dt>
        <dd>{words(field, before) ?? t('desk.facts.none')}</dd>
      </div>
      <div>
        <dt>{t('desk.corrections.after')}</dt>
        <dd>
          <strong>{words(field, after)}</strong>
        </dd>
      </div>
    </dl>
  );
}

function AnswerButtons({
  busy,
  onAccept,
  onDecline,
}: {
  busy: boolean;
  onAccept: () => void;
  onDecline: () => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="buttons">
      <button type="button" className="button" onClick={onDecline} data-testid="decline">
        {t('desk.corrections.decline')}
      </button>
      <button
        type="button"
        className="button button-main"
        disabled={busy}
        onClick={onAccept}
        data-testid="accept"
      >
        {busy ? t('shared.sending') : t('desk.corrections.accept')}
      </button>
    </div>
  );
}
