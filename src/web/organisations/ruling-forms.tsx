import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LineField } from '../shared/line-field.tsx';
import { Ticks } from '../shared/ticks.tsx';
import { type CandidateReason, candidateReasons } from './contract.ts';

/** Why a filed body is fit for registration (拟登记台账). */
export function CandidateForm({
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

/** A code or the number of a document that a decision needs. */
export function WordsForm({
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
        <LineField
          key={field}
          label={t(`organisations.words.${field}`)}
          error={errorAt(field)}
          required
          minLength={2}
          maxLength={field === 'reason' ? 500 : 60}
          value={words[field] ?? ''}
          onChange={(text) => setWords({ ...words, [field]: text })}
          testId={field}
        />
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
