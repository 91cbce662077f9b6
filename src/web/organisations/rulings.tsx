import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { ReturnForm } from '../shared/return-form.tsx';
import { ask } from '../shared/session.ts';
import type { Organisation } from './contract.ts';
import { CandidateForm, WordsForm } from './ruling-forms.tsx';

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
  const [asking, setAsking] = useState<Exclude<Ruling, 'resume'> | null>(null);
  const close = (): void => setAsking(null);
  const rule = useRuling(organisation.id, close);
  return (
    <>
      {asking === null ? (
        <div className="buttons">
          {rulingsFor(organisation).map((ruling) => (
            <button
              key={ruling}
              type="button"
              className="button"
              disabled={rule.isPending}
              onClick={() =>
                ruling === 'resume' ? rule.mutate({ decision: ruling }) : setAsking(ruling)
              }
              data-testid={ruling}
            >
              {t(`organisations.ruling.${ruling}`)}
            </button>
          ))}
        </div>
      ) : (
        <RulingForm {...{ organisation, asking, rule }} onClose={close} />
      )}
      <FailureNotice failure={rule.error} />
    </>
  );
}

function useRuling(id: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: object) =>
      ask<Organisation>('POST', `/v1/organisations/${id}/decisions`, { body }),
    onSuccess: () => {
      onDone();
      scrollTo(0, 0);
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['organisation', id] }),
        client.invalidateQueries({ queryKey: ['organisations'] }),
      ]),
  });
}

/** What a decision needs to be said with it. */
function RulingForm({
  organisation,
  asking,
  rule,
  onClose,
}: {
  organisation: Organisation;
  asking: Exclude<Ruling, 'resume'>;
  rule: UseMutationResult<Organisation, Error, object>;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const common = { busy: rule.isPending, onClose };
  if (asking === 'suspend')
    return (
      <ReturnForm
        {...common}
        label={t('organisations.why')}
        hint={t('organisations.whyHint')}
        yes={t('organisations.ruling.suspend')}
        onReturn={(reason) => rule.mutate({ decision: 'suspend', reason })}
      />
    );
  if (asking === 'list_candidate')
    return (
      <CandidateForm
        {...common}
        before={organisation.candidate?.reasons ?? []}
        onSend={(reasons) => rule.mutate({ decision: 'list_candidate', reasons })}
      />
    );
  return (
    <WordsForm
      {...common}
      ruling={asking}
      errorAt={(field) => (rule.error instanceof Refusal ? rule.error.at(`/${field}`) : null)}
      onSend={(words) => rule.mutate({ decision: asking, ...words })}
    />
  );
}
