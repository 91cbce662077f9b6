import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact, Filing, People } from './contract.ts';

/** What an application says. */
export function FilingFacts({ filing }: { filing: Filing }): ReactNode {
  const { t } = useTranslation();
  const facts = [
    ['type', t(`organisations.type.${filing.type}`)],
    ['region', filing.regionName],
    ['purpose', filing.purpose],
    ['venue', filing.venue],
    ['activityArea', filing.activityArea],
    ['funds', t('organisations.yuan', { yuan: filing.fundsYuan })],
  ] as const;
  return (
    <>
      <dl className="card facts">
        {facts.map(([fact, value]) => (
          <div key={fact}>
            <dt>{t(`organisations.field.${fact}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <details className="card">
        <summary>{t('organisations.field.charter')}</summary>
        <p className="written">{filing.charter}</p>
      </details>
    </>
  );
}

const inWords = ({ name, phone }: Contact): string =>
  [name, phone].filter((each) => each !== null).join(' ');

/** Whom an application names. */
export function PeopleList({ people }: { people: People }): ReactNode {
  const { t } = useTranslation();
  const { leader, partyContact, initiators, members } = people;
  return (
    <dl className="facts" data-testid="people">
      <div>
        <dt>{t('organisations.people.leader')}</dt>
        <dd>{inWords(leader)}</dd>
      </div>
      {partyContact !== null && (
        <div>
          <dt>{t('organisations.people.partyContact')}</dt>
          <dd>{inWords(partyContact)}</dd>
        </div>
      )}
      <div>
        <dt>{t('organisations.people.initiators', { count: initiators.length })}</dt>
        <dd>{initiators.map(inWords).join('、')}</dd>
      </div>
      <div>
        <dt>{t('organisations.people.members', { count: members.length })}</dt>
        <dd>{members.map(inWords).join('、')}</dd>
      </div>
    </dl>
  );
}
