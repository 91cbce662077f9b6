import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { go } from '../shared/route.ts';
import { ask } from '../shared/session.ts';
import { Tick } from '../shared/tick.tsx';
import { useDraft } from '../shared/use-draft.ts';
import { BodyFields, type BodyTexts, CharterFields } from './body-fields.tsx';
import { ChangePeopleFields } from './change-people-fields.tsx';
import { Community } from './community.tsx';
import type { Filing } from './contract.ts';
import { changedPeopleOf, mendedPeopleOf, peopleOf, usePeopleDraft } from './people-draft.ts';
import { PeopleFields } from './people-fields.tsx';

/** Where the form goes: a new body, a mended application, or a change of a filed body. */
export interface Purpose {
  key: string;
  method: 'POST' | 'PUT';
  path: string;
  /** What stands in it at first. */
  before?: Filing;
  /** Of a body that is there: who is left out stays. */
  isChange?: boolean;
}

const steps = ['body', 'people', 'promise'] as const;
type Step = (typeof steps)[number];

/** Three short pages instead of one long one; what is wrong leads back to its page. */
export function FilingForm({ purpose, owner }: { purpose: Purpose; owner: string }): ReactNode {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>('body');
  const form = useFilingForm(purpose, owner, (error) => setStep(stepOf(error)));
  const { send } = form;
  const at = steps.indexOf(step);
  const next = steps[at + 1];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    scrollTo(0, 0);
    if (next === undefined) send.mutate();
    else setStep(next);
  };
  return (
    <form className="form card" onSubmit={submit} data-testid={`step-${step}`}>
      <p className="soft">{t('organisations.form.step', { step: at + 1, steps: steps.length })}</p>
      <FailureNotice failure={send.error} />
      <StepFields step={step} form={form} purpose={purpose} />
      <div className="buttons">
        {at > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => setStep(steps[at - 1]!)}
            data-testid="step-back"
          >
            {t('organisations.form.back')}
          </button>
        )}
        <button
          type="submit"
          className="button button-main"
          disabled={send.isPending || form.region === ''}
          data-testid="step-on"
        >
          {send.isPending
            ? t('shared.sending')
            : t(`organisations.form.${next === undefined ? 'send' : 'on'}`)}
        </button>
      </div>
    </form>
  );
}

const nothing: BodyTexts = {
  ...{ name: '', type: '', purpose: '', venue: '', activityArea: '', fundsYuan: '0', charter: '' },
};

const textsOf = (filing: Filing): BodyTexts => {
  const { name, type, purpose, venue, activityArea, fundsYuan, charter } = filing;
  return { name, type, purpose, venue, activityArea, fundsYuan: String(fundsYuan), charter };
};

/** What is written so far, and how it is sent. */
function useFilingForm(
  { key, method, path, before, isChange = false }: Purpose,
  owner: string,
  onRefused: (error: Error) => void,
) {
  const client = useQueryClient();
  const [region, setRegion] = useState(before?.region ?? '');
  const texts = useDraft<BodyTexts>(key, before ? textsOf(before) : nothing);
  const people = usePeopleDraft(`${owner} ${key}`, { before, isChange });
  const written = isChange ? changedPeopleOf : method === 'PUT' ? mendedPeopleOf : peopleOf;
  const send = useMutation({
    mutationFn: () => {
      const { fundsYuan, ...rest } = texts.values;
      const body = { ...rest, region, fundsYuan: Number(fundsYuan), commitment: true };
      return ask<Filing>(method, path, { body: { ...body, ...written(people.draft) } });
    },
    onSuccess: async (filing) => {
      texts.discard();
      people.discard();
      await client.invalidateQueries({ queryKey: ['filings'] });
      await client.invalidateQueries({ queryKey: ['filing', filing.id] });
      go(`/groups/filings/${filing.id}`);
    },
    onError: onRefused,
  });
  const errorAt = (pointer: string): string | null =>
    send.error instanceof Refusal ? send.error.at(pointer) : null;
  return { region, setRegion, texts, people, send, errorAt };
}

/** The page of the field that a refusal names. */
function stepOf(error: Error): Step {
  const pointers = error instanceof Refusal ? (error.problem.errors ?? []) : [];
  const isIn = (fields: RegExp): boolean => pointers.some(({ pointer }) => fields.test(pointer));
  if (isIn(/^\/(name|type|purpose|venue|activityArea|region)/)) return 'body';
  return isIn(/^\/(leader|partyContact|initiators|members)/) ? 'people' : 'promise';
}

function StepFields({
  step,
  form: { region, setRegion, texts, people, errorAt },
  purpose: { before, isChange },
}: {
  step: Step;
  form: ReturnType<typeof useFilingForm>;
  purpose: Purpose;
}): ReactNode {
  const { t } = useTranslation();
  const [promised, setPromised] = useState(false);
  const fields = { values: texts.values, onChange: texts.change, errorAt };
  const list = { draft: people.draft, onChange: people.change, errorAt };
  if (step === 'people')
    return before && isChange ? (
      <ChangePeopleFields before={before} {...list} />
    ) : (
      <PeopleFields {...list} />
    );
  if (step === 'body')
    return (
      <>
        <BodyFields {...fields} />
        <Community
          chosen={region}
          fixed={before !== undefined}
          onChoose={setRegion}
          error={errorAt('/region')}
        />
      </>
    );
  return (
    <>
      <CharterFields {...fields} />
      <p>{t('organisations.form.next')}</p>
      <Tick
        words={t('organisations.form.commitment')}
        ticked={promised}
        onTick={setPromised}
        required
        testId="commitment"
      />
    </>
  );
}
