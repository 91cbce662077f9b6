import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import type { Volunteer } from '../registration/contract.ts';
import { useSkills } from '../registration/use-lists.ts';
import { dayNames } from '../shared/format.ts';
import { useCategories } from '../shared/use-activity.ts';

/** What a volunteer offers, in words. */
export function VolunteerOffer({ volunteer }: { volunteer: Volunteer }): ReactNode {
  const { t } = useTranslation();
  const categories = useCategories();
  const skills = useSkills();
  const categoryOf = (code: string) =>
    categories.data?.find((one) => one.code === code)?.name ?? code;
  const skillOf = (code: string) =>
    skills.data?.find((one) => one.code === code)?.name[currentLanguage()] ?? code;
  const times = volunteer.availability.map(
    ({ day, from, to }) => `${t(`registration.day.${dayNames[day - 1]!}`)} ${from}–${to}`,
  );
  const facts: [string, string][] = [
    [t('desk.facts.categories'), volunteer.categories.map(categoryOf).join('、')],
    [t('desk.facts.skills'), volunteer.skills.map(skillOf).join('、')],
    [t('desk.facts.times'), times.join('、')],
    [t('desk.facts.health'), volunteer.hasHealthLimits ? t('desk.facts.hasHealth') : ''],
  ];
  return (
    <dl className="card facts facts-wide">
      {facts.map(([fact, words]) => (
        <div key={fact}>
          <dt>{fact}</dt>
          <dd>{words || t('desk.facts.none')}</dd>
        </div>
      ))}
    </dl>
  );
}
