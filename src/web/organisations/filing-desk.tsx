import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '../shared/notice.tsx';
import { ReturnForm } from '../shared/return-form.tsx';
import { ask } from '../shared/session.ts';
import type { Filing } from './contract.ts';
import type { FilingCase } from './filing-case.ts';

type Answer = 'report' | 'return' | 'file' | 'reject' | 'advise';

/** What this desk can say now: each answer, where it goes, and what its words are called there. */
function answersOf({
  may,
  state,
}: FilingCase): Partial<Record<Answer, [path: string, words: string]>> {
  const toStreet: [string, string] = ['decisions', 'reason'];
  if (state === 'community_review' && may.includes('filing.first_review')) {
    const toCommittee: [string, string] = ['first-reviews', 'opinion'];
    return { return: toCommittee, report: toCommittee };
  }
  if (state === 'street_review' && may.includes('filing.decide'))
    return { reject: toStreet, return: toStreet, file: toStreet };
  // Nobody mends it any more: it holds its name until somebody says no.
  if (state === 'returned' && may.includes('filing.decide')) return { reject: toStreet };
  return may.includes('filing.advise') ? { advise: ['advice', 'advice'] } : {};
}

/** The committee reports up or sends back, with its opinion; the street files, sends back or rejects; the hub advises. */
export function FilingDesk({ filing }: { filing: FilingCase }): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Exclude<Answer, 'file'> | null>(null);
  const answer = useAnswer(filing, () => setAsking(null));
  const answers = answersOf(filing);
  if (asking !== null && answers[asking])
    return (
      <>
        <ReturnForm
          label={t(`organisations.filing.words.${wordsFor(asking)}`)}
          hint={t(`organisations.filing.hint.${asking}`)}
          yes={t(`organisations.filing.answer.${asking}`)}
          danger={asking === 'reject'}
          busy={answer.isPending}
          onReturn={(words) => answer.mutate({ decision: asking, words })}
          onClose={() => setAsking(null)}
        />
        <FailureNotice failure={answer.error} />
      </>
    );
  return (
    <>
      <FailureNotice failure={answer.error} />
      <div className="buttons">
        {(Object.keys(answers) as Answer[]).map((decision) => (
          <button
            key={decision}
            type="button"
            className={isMain(decision) ? 'button button-main' : 'button'}
            disabled={answer.isPending}
            onClick={() =>
              decision === 'file' ? answer.mutate({ decision }) : setAsking(decision)
            }
            data-testid={decision}
          >
            {t(`organisations.filing.answer.${decision}`)}
          </button>
        ))}
      </div>
    </>
  );
}

const isMain = (decision: Answer): boolean => decision === 'report' || decision === 'file';

function wordsFor(decision: Exclude<Answer, 'file'>): 'opinion' | 'advice' | 'reason' {
  if (decision === 'advise') return 'advice';
  return decision === 'report' ? 'opinion' : 'reason';
}

/** Sends an answer about what stands on the page: the service refuses it where it was handed in anew meanwhile. */
function useAnswer(filing: FilingCase, onSaid: () => void) {
  const client = useQueryClient();
  const { id, version } = filing;
  return useMutation({
    mutationFn: ({ decision, words }: { decision: Answer; words?: string }) => {
      const [path, name] = answersOf(filing)[decision]!;
      const said = words === undefined ? {} : { [name]: words };
      const body = decision === 'advise' ? { ...said, version } : { decision, ...said, version };
      return ask<Filing>('POST', `/v1/filings/${id}/${path}`, { body });
    },
    onSuccess: () => {
      onSaid();
      scrollTo(0, 0);
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['filing', id] }),
        client.invalidateQueries({ queryKey: ['filings'] }),
      ]),
  });
}
