import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Tick } from '../shared/tick.tsx';
import { ContactFields } from './contact-fields.tsx';
import {
  errorAtRow,
  errorOf,
  type PeopleDraft,
  type PersonDraft,
  withOneMore,
  withRow,
} from './people-draft.ts';

/** One list of everybody, with a tick for who starts it and a choice of who leads it. */
export function PeopleFields({
  draft,
  onChange,
  errorAt,
}: {
  draft: PeopleDraft;
  onChange: (draft: PeopleDraft) => void;
  errorAt: (pointer: string) => string | null;
}): ReactNode {
  const { t } = useTranslation();
  const rowError = errorAtRow(draft, errorAt);
  const listError = errorAt('/initiators') ?? errorAt('/members');
  return (
    <>
      <fieldset className="people">
        <legend>{t('organisations.form.peopleTitle')}</legend>
        <p className="hint">{t('organisations.form.peopleHint')}</p>
        {draft.people.map((person, row) => (
          <PersonRow
            // Rows have no other name than their place, and are only added at the end.
            key={row}
            row={row}
            person={person}
            leads={draft.leader === row}
            error={rowError(row)}
            onChange={(part) => onChange(withRow(draft, row, part))}
            onLead={() => onChange({ ...withRow(draft, row, { initiator: true }), leader: row })}
          />
        ))}
        <p className="field-error" aria-live="polite">
          {listError ?? ''}
        </p>
        <button
          type="button"
          className="button"
          onClick={() => onChange(withOneMore(draft))}
          data-testid="one-more"
        >
          {t('organisations.form.oneMore')}
        </button>
      </fieldset>
      <ContactFields
        title={t('organisations.form.party')}
        hint={t('organisations.form.partyHint')}
        value={draft.party}
        onChange={(part) => onChange({ ...draft, party: { ...draft.party, ...part } })}
        error={errorOf('/partyContact', errorAt)}
        testId="party"
      />
    </>
  );
}

function PersonRow({
  row,
  person,
  leads,
  error,
  onChange,
  onLead,
}: {
  row: number;
  person: PersonDraft;
  leads: boolean;
  error: string | null;
  onChange: (part: Partial<PersonDraft>) => void;
  onLead: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const number = row + 1;
  const phoneNeeded = leads || (person.initiator && person.name !== '');
  return (
    <div className="person-row" data-testid={`person-${row}`}>
      <span className="person-number">{number}</span>
      <input
        aria-label={t('organisations.form.nameOf', { number })}
        placeholder={t('organisations.form.name')}
        maxLength={60}
        autoComplete="off"
        required={leads}
        aria-invalid={error !== null || undefined}
        value={person.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <input
        type="tel"
        inputMode="numeric"
        aria-label={t('organisations.form.phoneOf', { number })}
        placeholder={t('organisations.form.phone')}
        maxLength={20}
        autoComplete="off"
        required={phoneNeeded}
        aria-invalid={error !== null || undefined}
        value={person.phone}
        onChange={(event) => onChange({ phone: event.target.value.trim() })}
      />
      <Tick
        words={t('organisations.form.initiator')}
        ticked={person.initiator}
        onTick={(initiator) => onChange({ initiator })}
        testId={`initiator-${row}`}
      />
      <label className="tick">
        <input type="radio" name="leader" checked={leads} onChange={onLead} />
        <span>{t('organisations.form.leader')}</span>
      </label>
      <p className="field-error" aria-live="polite">
        {error ?? ''}
      </p>
    </div>
  );
}
