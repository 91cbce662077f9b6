import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilingCase } from './filing-case.ts';
import { PeopleList } from './filing-facts.tsx';

/** Whom an application names; or that they were removed, since nothing came of it. */
export function CasePeople({
  filing: { people, peopleRemoved, rosterKept },
}: {
  filing: FilingCase;
}): ReactNode {
  const { t } = useTranslation();
  if (peopleRemoved) return <p>{t('organisations.filing.peopleRemoved')}</p>;
  return (
    <>
      <PeopleList people={people} />
      {rosterKept && <p className="soft">{t('organisations.filing.rosterKept')}</p>}
    </>
  );
}
