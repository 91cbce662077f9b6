import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Region } from '../shared/contract.ts';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { RegionChoice } from '../shared/region-choice.tsx';
import { go } from '../shared/route.ts';
import { ask } from '../shared/session.ts';
import { useDraft } from '../shared/use-draft.ts';
import { BodyFields, type BodyTexts, bodyFields } from './body-fields.tsx';
import type { Filing } from './contract.ts';
import { peopleOf, usePeopleDraft } from './people-draft.ts';
import { PeopleFields } from './people-fields.tsx';

const nothing: BodyTexts = {
  ...{ name: '', type: '', purpose: '', venue: '', activityArea: '', fundsYuan: '0', charter: '' },
};

/** Where the form goes: a new body, a mended application, or a change of a filed body. */
export interface Purpose {
  key: string;
  method: 'POST' | 'PUT';
  path: string;
  /** What stands in it at first. */
  before?: Filing;
}

const steps = ['body', 'people', 'promise'] as const;

/** Three short pages instead of one long one; what is wrong leads back to its page. */
export function FilingForm({ purpose, owner }: { purpose: Purpose; owner: string }): ReactNode {
  const { t } = useTranslation();
  const { before } = purpose;
  const [step, setStep] = useState(0);
  const [region, setRegion] = useState(before?.region ?? '');
  const [promised, setPromised] = useState(false);
  const texts = useDraft<BodyTexts>(purpose.key, before ? textsOf(before) : nothing);
  const people = usePeopleDraft(owner, before);
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: () => {
      const { fundsYuan, ...rest } = texts.values;
      const body = { ...rest, region, fundsYuan: Number(fundsYuan), commitment: true };
      return ask<Filing>(purpose.method, purpose.path, {
        body: { ...body, ...peopleOf(people.draft) },
      });
    },
    onSuccess: async (filing) => {
      texts.discard();
      people.discard();
      await client.invalidateQueries({ queryKey: ['filings'] });
      await client.invalidateQueries({ queryKey: ['filing', filing.id] });
      go(`/groups/filings/${filing.id}`);
    },
    onError: (error) => setStep(stepOf(error)),
  });
  const errorAt = (pointer: string): string | null =>
    send.error instanceof Refusal ? send.error.at(pointer) : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    scrollTo(0, 0);
    if (step < steps.length - 1) setStep(step + 1);
    else send.mutate();
  };
  return (
    <form className="form card" onSubmit={submit} data-testid={`step-${steps[step]}`}>
      <p className="soft">
        {t('organisations.form.step', { step: step + 1, steps: steps.length })}
      </p>
      {send.isError && <FailureNotice failure={send.error} />}
      {step === 0 && (
        <>
          <BodyFields values={texts.values} onChange={texts.change} errorAt={errorAt} />
          <Community
            chosen={region}
            fixed={before !== undefined}
            onChoose={setRegion}
            error={errorAt('/region')}
          />
        </>
      )}
      {step === 1 && (
        <PeopleFields draft={people.draft} onChange={people.change} errorAt={errorAt} />
      )}
      {step === 2 && (
        <Commitment values={texts.values} promised={promised} onPromise={setPromised} />
      )}
      <div className="buttons">
        {step > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => setStep(step - 1)}
            data-testid="step-back"
          >
            {t('organisations.form.back')}
          </button>
        )}
        <button
          type="submit"
          className="button button-main"
          disabled={send.isPending || (step === 0 && region === '')}
          data-testid="step-on"
        >
          {send.isPending
            ? t('shared.sending')
            : t(`organisations.form.${step < steps.length - 1 ? 'on' : 'send'}`)}
        </button>
      </div>
    </form>
  );
}

/** Chosen once, it stands there by its name when one comes back to this page; a filed body cannot move. */
function Community({
  chosen,
  fixed,
  onChoose,
  error,
}: {
  chosen: string;
  fixed: boolean;
  onChoose: (community: string) => void;
  error: string | null;
}): ReactNode {
  const { t } = useTranslation();
  const [atFirst, setAtFirst] = useState(chosen);
  const division = useQuery({
    queryKey: ['region', atFirst],
    queryFn: () => ask<Region>('GET', `/v1/regions/${atFirst}`),
    enabled: atFirst !== '',
  });
  if (atFirst === '')
    return (
      <RegionChoice legend={t('organisations.form.region')} onChoose={onChoose} error={error} />
    );
  const again = (): void => {
    setAtFirst('');
    onChoose('');
  };
  return (
    <div className="field">
      <p>
        {t('organisations.form.region')}：{division.data?.name ?? atFirst}
      </p>
      <p className="field-error" aria-live="polite">
        {error ?? ''}
      </p>
      {!fixed && (
        <button type="button" className="button" onClick={again} data-testid="other-community">
          {t('organisations.form.otherRegion')}
        </button>
      )}
    </div>
  );
}

const textsOf = (filing: Filing): BodyTexts => {
  const { name, type, purpose, venue, activityArea, fundsYuan, charter } = filing;
  return { name, type, purpose, venue, activityArea, fundsYuan: String(fundsYuan), charter };
};

/** The page of the field that a refusal names. */
function stepOf(error: Error): number {
  const pointers = error instanceof Refusal ? (error.problem.errors ?? []) : [];
  const isOfBody = pointers.some(({ pointer }) =>
    ['region', ...bodyFields].some((field) => pointer.startsWith(`/${field}`)),
  );
  const isOfPeople = pointers.some(({ pointer }) => /^\/(leader|initiators|members)/.test(pointer));
  return isOfBody ? 0 : isOfPeople ? 1 : 2;
}

function Commitment({
  values,
  promised,
  onPromise,
}: {
  values: BodyTexts;
  promised: boolean;
  onPromise: (promised: boolean) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <h2>{values.name}</h2>
      <p>{t('organisations.form.next')}</p>
      <label className="tick">
        <input
          type="checkbox"
          required
          checked={promised}
          data-testid="commitment"
          onChange={(event) => onPromise(event.target.checked)}
        />
        <span>{t('organisations.form.commitment')}</span>
      </label>
    </>
  );
}
