import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { Ticks } from '../shared/ticks.tsx';
import { useCategories } from '../shared/use-activity.ts';
import type { OfferDraft } from './form.tsx';
import { slots } from './offer.ts';
import { useSkills } from './use-lists.ts';

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** What somebody can do, wants to do, and when. */
export function OfferFields({
  offer,
  onChange,
  errorAt,
}: {
  offer: OfferDraft;
  onChange: (offer: OfferDraft) => void;
  errorAt: (pointer: string) => string | null;
}): ReactNode {
  const { t } = useTranslation();
  const categories = useCategories();
  const skills = useSkills();
  return (
    <>
      <Ticks
        label={t('registration.categories')}
        hint={t('registration.categoriesHint')}
        error={errorAt('/categories')}
        options={categories.data?.map(({ code, name }) => ({ value: code, words: name })) ?? []}
        chosen={offer.categories}
        onChoose={(chosen) => onChange({ ...offer, categories: chosen })}
        testId="categories"
      />
      <Ticks
        label={t('registration.skills')}
        hint={t('registration.skillsHint')}
        error={errorAt('/skills')}
        options={
          skills.data?.map(({ code, name }) => ({ value: code, words: name[currentLanguage()] })) ??
          []
        }
        chosen={offer.skills}
        onChoose={(chosen) => onChange({ ...offer, skills: chosen })}
        testId="skills"
      />
      <Ticks
        label={t('registration.times')}
        hint={t('registration.timesHint')}
        error={errorAt('/availability')}
        options={slots.map(({ day, half, value }) => ({
          value,
          words: `${t(`registration.day.${dayNames[day - 1]!}`)} ${t(`registration.half.${half}`)}`,
        }))}
        chosen={offer.slots}
        onChoose={(chosen) => onChange({ ...offer, slots: chosen })}
        testId="times"
      />
    </>
  );
}
