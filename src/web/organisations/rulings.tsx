import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReturnForm } from '../administration/return-form.tsx';
import { Field } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';
import { Ticks } from '../shared/ticks.tsx';
import { type CandidateReason, candidateReasons, type Organisation } from './contract.ts';

type Ruling = 'suspend' | 'resume' | 'list_candidate' | 'upgrade' | 'revoke';

/** What the street decides: only what works for the kind and state. */
function rulingsFor({ state, kind }: Organisation): Ruling[] {
  if (state === 'suspended') return ['revoke', 'resume'];
  if (state !== 'active') return [];
  return kind === 'filed'
    ? ['revoke', 'suspend', 'list_candidate', 'upgrade']
    : ['revoke', 'suspend'];
}

export function Rulings({ organisation }: { organisation: Organisation }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState<Ruling | null>(null);
  const rule = useMutation({
    mutationFn: (body: object) =>
      ask<Organisation>('POST', `/v1/organisations/${organisation.id}/decisions`, { body }),
    onSuccess: () => {
      setAsking(null);
      scrollTo(0, 0);
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['organisation', organisation.id] }),
        client.invalidateQueries({ queryKey: ['organisations'] }),
      ]),
  });
  const close = (): void => setAsking(null);
  const busy = rule.isPending;
  const errorAt = (field: string): string | null =>
    rule.error instanceof Refusal ? rule.error.at(`/${field}`) : null;
  return (
    <>
      {asking === null && (
        <div className="buttons">
          {rulingsFor(organisation).map((ruling) => (
            <button
              key={ruling}
              type="button"
              className="button"
              disabled={busy}
              onClick={() =>
                ruling === 'resume' ? rule.mutate({ decision: ruling }) : setAsking(ruling)
              }
              data-testid={ruling}
            >
              {t(`organisations.ruling.${ruling}`)}
            </button>
          ))}
        </div>
      )}
      {asking === 'suspend' && (
        <ReturnForm
          label={t('organisations.why')}
          hint={t('organisations.whyHint')}
          yes={t('organisations.ruling.suspend')}
          busy={busy}
          onReturn={(reason) => rule.mutate({ decision: 'suspend', reason })}
          onClose={close}
        />
      )}
      {asking === 'list_candidate' && (
        <CandidateForm
          before={organisation.candidate?.reasons ?? []}
          busy={busy}
          onSend={(reasons) => rule.mutate({ decision: 'list_candidate', reasons })}
          onClose={close}
        />
      )}
      {(asking === 'upgrade' || asking === 'revoke') && (
        <WordsForm
          ruling={asking}
          busy={busy}
          errorAt={errorAt}
          onSend={(words) => rule.mutate({ decision: asking, ...words })}
          onClose={close}
        />
      )}
      <FailureNotice failure={rule.error} />
    </>
  );
}

function CandidateForm({
  before,
  busy,
  onSend,
  onClose,
}: {
  before: CandidateReason[];
  busy: boolean;
  onSend: (reasons: CandidateReason[]) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [reasons, setReasons] = useState(before);
  return (
    <section className="card form">
      <Ticks
        label={t('organisations.ruling.list_candidate')}
        hint={t('organisations.candidateHint')}
        options={candidateReasons.map((value) => ({
          value,
          words: t(`organisations.candidateReason.${value}`),
        }))}
        chosen={reasons}
        onChoose={setReasons}
        testId="candidate"
      />
      <div className="buttons">
        <button type="button" className="button" onClick={onClose}>
          {t('shared.notNow')}
        </button>
        <button
          type="button"
          className="button button-main"
          disabled={busy}
          onClick={() => onSend(reasons)}
          data-testid="list-candidate-yes"
        >
          {t('shared.done')}
        </button>
      </div>
    </section>
  );
}

const wordsOf = { upgrade: ['creditCode'], revoke: ['documentNumber', 'reason'] } as const;

function WordsForm({
  ruling,
  busy,
  errorAt,
  onSend,
  onClose,
}: {
  ruling: keyof typeof wordsOf;
  busy: boolean;
  errorAt: (field: string) => string | null;
  onSend: (words: Record<string, string>) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [words, setWords] = useState<Record<string, string>>({});
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSend(words);
  };
  return (
    <form className="card form" onSubmit={submit}>
      {wordsOf[ruling].map((field) => (
        <Field key={field} label={t(`organisations.words.${field}`)} error={errorAt(field)}>
          {(describing) => (
            <input
              {...describing}
              required
              minLength={2}
              maxLength={field === 'reason' ? 500 : 60}
              value={words[field] ?? ''}
              data-testid={field}
              onChange={(event) => setWords({ ...words, [field]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <div className="buttons">
        <button type="button" className="button" onClick={onClose}>
          {t('shared.notNow')}
        </button>
        <button
          type="submit"
          className={ruling === 'revoke' ? 'button button-danger' : 'button button-main'}
          disabled={busy}
          data-testid="ruling-yes"
        >
          {t(`organisations.ruling.${ruling}`)}
        </button>
      </div>
    </form>
  );
}
