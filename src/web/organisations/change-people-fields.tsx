import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Tick } from '../shared/tick.tsx';
import { ContactFields } from './contact-fields.tsx';
import type { Contact, Filing } from './contract.ts';
import { errorOf, type PeopleDraft, withRow } from './people-draft.ts';

const inWords = ({ name, phone }: Contact): string =>
  [name, phone].filter((each) => each !== null).join(' ');

/** Who leads from now on, where that changes; the members are kept on the page of the roster. */
export function ChangePeopleFields({
  before: { people },
  draft,
  onChange,
  errorAt,
}: {
  before: Filing;
  draft: PeopleDraft;
  onChange: (draft: PeopleDraft) => void;
  errorAt: (pointer: string) => string | null;
}): ReactNode {
  const { t } = useTranslation();
  const { partyContact } = people;
  const head = draft.people[0] ?? { name: '', phone: '' };
  return (
    <>
      <p>{t('organisations.form.changeHint')}</p>
      <ContactFields
        title={t('organisations.form.newLeader')}
        hint={t('organisations.form.leaderNow', { who: inWords(people.leader) })}
        value={head}
        onChange={(part) => onChange(withRow(draft, 0, part))}
        error={errorOf('/leader', errorAt)}
        testId="new-leader"
      />
      {partyContact !== null && (
        <Tick
          words={t('organisations.form.withoutParty', { who: inWords(partyContact) })}
          ticked={draft.withoutParty}
          onTick={(withoutParty) => onChange({ ...draft, withoutParty })}
          testId="without-party"
        />
      )}
      {!draft.withoutParty && (
        <ContactFields
          title={t('organisations.form.party')}
          hint={
            partyContact === null
              ? t('organisations.form.partyHint')
              : t('organisations.form.partyNow', { who: inWords(partyContact) })
          }
          value={draft.party}
          onChange={(part) => onChange({ ...draft, party: { ...draft.party, ...part } })}
          error={errorOf('/partyContact', errorAt)}
          testId="party"
        />
      )}
    </>
  );
}
