import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../shared/http.ts';
import { LineField } from '../shared/line-field.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { RegionChoice } from '../shared/region-choice.tsx';
import { ask, renew } from '../shared/session.ts';
import { Step } from '../shared/steps.tsx';
import { useErrorInSight } from '../shared/use-error-in-sight.ts';
import { ConsentChoice } from './consent-choice.tsx';
import type { Volunteer } from './contract.ts';
import { Declaration } from './declaration.tsx';
import { documentOf, isChild, isMinor, noDocument } from './document.ts';
import { DocumentFields } from './document-fields.tsx';
import { GuardianFields, guardianSent, nobody } from './guardian-fields.tsx';
import { slotsOf, timesOf } from './offer.ts';
import {
  CategoryFields,
  noOffer,
  type OfferDraft,
  SkillFields,
  TimeFields,
} from './offer-fields.tsx';

const steps = ['person', 'categories', 'skills', 'times', 'declaration'] as const;
const last = steps.length - 1;

/** On which step what the service refuses stands; null where no field shows it. */
function stepOf(refusal: Refusal | null): number | null {
  const pointer = refusal?.problem.errors?.[0]?.pointer ?? '';
  if (/^\/(name|idType|idNumber|sex|birthDate|residenceRegion|guardian)/.test(pointer)) return 0;
  const step = ['/categories', '/skills', '/availability'].findIndex((one) =>
    pointer.startsWith(one),
  );
  return step < 0 ? null : step + 1;
}

const empty = {
  ...{ ...noDocument, name: '', residenceRegion: '', offer: noOffer, guardian: nobody },
};

/** Registering oneself, in steps that fit a phone. Who was sent back finds again what they offered before. */
export function RegistrationForm({ before }: { before: Volunteer | undefined }): ReactNode {
  const [draft, setDraft] = useState(() => ({ ...empty, offer: offerOf(before) }));
  const [location, setLocation] = useState<boolean | null>(null);
  const [declared, setDeclared] = useState(false);
  const [step, setStep] = useState(0);
  const [incomplete, setIncomplete] = useState<{ step: number } | null>(null);
  const child = isChild(draft, new Date());
  const register = useMutation({
    mutationFn: () =>
      ask('POST', '/v1/volunteers', { body: bodyOf(draft, child ? null : location) }),
    // The new role, or that one waits for it, is in the next answer of the session.
    onSuccess: renew,
    onError: (failure) => setStep((now) => stepOf(failure as Refusal) ?? now),
  });
  useErrorInSight(register.error ?? incomplete);

  const { offer } = draft;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const lacks = isLacking(step, offer, child || location !== null);
    setIncomplete(lacks ? { step } : null);
    if (lacks) return;
    if (step < last) setStep(step + 1);
    else register.mutate();
  };
  const refusal = register.error instanceof Refusal ? register.error : null;
  const missing = useMissing(incomplete?.step);
  const errorAt = (pointer: string): string | null =>
    missing[pointer] ?? refusal?.below(pointer) ?? null;
  const minor = isMinor(draft, new Date()) || refusal?.code === 'guardian_needed';
  const change = (part: Partial<typeof empty>): void => setDraft((now) => ({ ...now, ...part }));
  const fields = { errorAt, offer, onChange: (next: typeof offer) => change({ offer: next }) };
  const title = useStepTitles();
  return (
    <form className="form card" onSubmit={submit}>
      <Step title={title[0]!} step={0} steps={steps.length} open={step === 0}>
        <PersonStep draft={draft} change={change} minor={minor} errorAt={errorAt} />
      </Step>
      <Step title={title[1]!} step={1} steps={steps.length} open={step === 1}>
        <CategoryFields {...fields} />
      </Step>
      <Step title={title[2]!} step={2} steps={steps.length} open={step === 2}>
        <SkillFields {...fields} />
      </Step>
      <Step title={title[3]!} step={3} steps={steps.length} open={step === 3}>
        <TimeFields {...fields} />
      </Step>
      <Step title={title[4]!} step={4} steps={steps.length} open={step === 4}>
        {!child && <LocationChoice {...{ location, setLocation }} error={missing.location} />}
        <Declaration declared={declared} onDeclare={setDeclared} />
      </Step>
      {stepOf(refusal) === null && <FailureNotice failure={register.error} />}
      <StepButtons step={step} busy={register.isPending} onBack={() => setStep(step - 1)} />
    </form>
  );
}

function LocationChoice({
  location,
  setLocation,
  error,
}: {
  location: boolean | null;
  setLocation: (agreed: boolean) => void;
  error: string | undefined;
}): ReactNode {
  return (
    <ConsentChoice
      purpose="location"
      agreed={location}
      onChoose={setLocation}
      error={error ?? null}
    />
  );
}

function PersonStep({
  draft,
  change,
  minor,
  errorAt,
}: {
  draft: typeof empty;
  change: (part: Partial<typeof empty>) => void;
  minor: boolean;
  errorAt: (pointer: string) => string | null;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <LineField
        label={t('registration.name')}
        error={errorAt('/name')}
        required
        maxLength={40}
        value={draft.name}
        onChange={(name) => change({ name })}
        testId="name"
      />
      <DocumentFields document={draft} onChange={change} errorAt={errorAt} testId="own" />
      {minor && (
        <GuardianFields
          guardian={draft.guardian}
          onChange={(guardian) => change({ guardian })}
          errorAt={errorAt}
        />
      )}
      <RegionChoice
        onChoose={(residenceRegion) => change({ residenceRegion })}
        error={errorAt('/residenceRegion')}
      />
    </>
  );
}

const offerOf = (before: Volunteer | undefined): OfferDraft => {
  if (before === undefined) return noOffer;
  const { categories, skills, availability } = before;
  return { categories, skills, slots: slotsOf(availability).slots };
};

function bodyOf(draft: typeof empty, location: boolean | null) {
  const { name, residenceRegion, offer, guardian } = draft;
  return {
    ...{ name: name.trim(), ...documentOf(draft), residenceRegion, declaration: true },
    ...{ categories: offer.categories, skills: offer.skills },
    availability: timesOf(offer.slots),
    consents: location ? ['location'] : [],
    ...guardianSent(guardian),
  };
}

function useStepTitles(): string[] {
  const { t } = useTranslation();
  return steps.map((each) => t(`registration.steps.${each}`));
}

const isLacking = (step: number, { categories, slots }: OfferDraft, hasChosen: boolean) =>
  (step === 1 && categories.length === 0) ||
  (step === 3 && slots.length === 0) ||
  (step === last && !hasChosen);

/** What the browser cannot ask for by itself: one of many ticks, a yes or a no. */
function useMissing(step: number | undefined): Record<string, string | undefined> {
  const { t } = useTranslation();
  return {
    ...(step === 1 ? { '/categories': t('registration.steps.noCategory') } : {}),
    ...(step === 3 ? { '/availability': t('registration.steps.noTime') } : {}),
    ...(step === last ? { location: t('registration.consent.choose') } : {}),
  };
}

function StepButtons({
  step,
  busy,
  onBack,
}: {
  step: number;
  busy: boolean;
  onBack: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const words = step < last ? t('registration.steps.next') : t('registration.submit');
  return (
    <div className="buttons">
      {step > 0 && (
        <button type="button" className="button" onClick={onBack} data-testid="step-back">
          {t('registration.steps.before')}
        </button>
      )}
      <button
        type="submit"
        className="button button-main"
        disabled={busy}
        data-testid={step < last ? 'step-next' : 'register'}
      >
        {busy ? t('shared.sending') : words}
      </button>
    </div>
  );
}
