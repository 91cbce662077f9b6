import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { Ticks } from '../shared/ticks.tsx';
import { useCategories } from '../shared/use-activity.ts';
import { TimesGrid } from './times-grid.tsx';
import { useSkills } from './use-lists.ts';

export interface OfferDraft {
  categories: string[];
  skills: string[];
  /** Half days, as `slots` names them. */
  slots: string[];
}

export const noOffer: OfferDraft = { categories: [], skills: [], slots: [] };

interface Fields {
  offer: OfferDraft;
  onChange: (offer: OfferDraft) => void;
  errorAt: (pointer: string) => string | null;
}

/** What somebody wants to do. */
export function CategoryFields({ offer, onChange, errorAt }: Fields): ReactNode {
  const { t } = useTranslation();
  const categories = useCategories();
  return (
    <Ticks
      label={t('registration.categories')}
      hint={t('registration.categoriesHint')}
      error={errorAt('/categories')}
      options={categories.data?.map(({ code, name }) => ({ value: code, words: name })) ?? []}
      chosen={offer.categories}
      onChoose={(chosen) => onChange({ ...offer, categories: chosen })}
      testId="categories"
    />
  );
}

/** What somebody can do. */
export function SkillFields({ offer, onChange, errorAt }: Fields): ReactNode {
  const { t } = useTranslation();
  const skills = useSkills();
  return (
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
  );
}

/** When somebody has time. */
export const TimeFields = ({ offer, onChange, errorAt }: Fields): ReactNode => (
  <TimesGrid
    error={errorAt('/availability')}
    chosen={offer.slots}
    onChoose={(chosen) => onChange({ ...offer, slots: chosen })}
  />
);
