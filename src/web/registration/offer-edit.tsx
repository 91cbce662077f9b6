import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dayNames } from '../shared/format.ts';
import { Tick } from '../shared/tick.tsx';
import { Ticks } from '../shared/ticks.tsx';
import type { Volunteer, WeeklyTime } from './contract.ts';
import { slotsOf, timesOf } from './offer.ts';
import { CategoryFields, type OfferDraft, SkillFields, TimeFields } from './offer-fields.tsx';

/** What is changed of an offer that stands already. */
export interface OfferEdit {
  offer: OfferDraft;
  /** Of the times that are no half days, those that stay (`keyOf`). */
  kept: string[];
  isStudent: boolean;
}

/** By what it says: once something was saved, the list is another. */
const keyOf = ({ day, from, to }: WeeklyTime): string => `${day}-${from}-${to}`;

/** What stands, and the times in it that are no half days. */
export function editOf({ categories, skills, availability, isStudent }: Volunteer): {
  edit: OfferEdit;
  others: WeeklyTime[];
} {
  const { slots, others } = slotsOf(availability);
  const kept = others.map(keyOf);
  return { edit: { offer: { categories, skills, slots }, kept, isStudent }, others };
}

/** As it is sent. */
export function bodyOf({ offer, kept, isStudent }: OfferEdit, others: WeeklyTime[]) {
  const { categories, skills, slots } = offer;
  const availability = [...timesOf(slots), ...others.filter((time) => kept.includes(keyOf(time)))];
  return { categories, skills, availability, isStudent };
}

export function OfferEditFields({
  edit,
  others,
  onChange,
  errorAt,
}: {
  edit: OfferEdit;
  others: WeeklyTime[];
  onChange: (part: Partial<OfferEdit>) => void;
  errorAt: (pointer: string) => string | null;
}): ReactNode {
  const { t } = useTranslation();
  const { offer, kept, isStudent } = edit;
  const fields = { errorAt, offer, onChange: (next: OfferDraft) => onChange({ offer: next }) };
  return (
    <>
      <CategoryFields {...fields} />
      <SkillFields {...fields} />
      <TimeFields {...fields} />
      <OtherTimes times={others} kept={kept} onKeep={(next) => onChange({ kept: next })} />
      <Tick
        words={t('desk.assisted.student')}
        ticked={isStudent}
        onTick={(next) => onChange({ isStudent: next })}
        testId="own-student"
      />
    </>
  );
}

/** What a desk or a file has written down to the minute stays, until it is taken off. */
function OtherTimes({
  times,
  kept,
  onKeep,
}: {
  times: WeeklyTime[];
  kept: string[];
  onKeep: (kept: string[]) => void;
}): ReactNode {
  const { t } = useTranslation();
  if (times.length === 0) return null;
  return (
    <Ticks
      label={t('registration.own.otherTimes')}
      hint={t('registration.own.otherTimesHint')}
      options={times.map((time) => ({
        value: keyOf(time),
        words: `${t(`registration.day.${dayNames[time.day - 1]!}`)} ${time.from}–${time.to}`,
      }))}
      chosen={kept}
      onChoose={onKeep}
      testId="other-times"
    />
  );
}
