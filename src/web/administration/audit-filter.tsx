import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { dayAfter, instantFromTownTime } from '../shared/clock.ts';
import type { Text } from '../shared/contract.ts';
import { Field } from '../shared/field.tsx';
import { LineField } from '../shared/line-field.tsx';

export interface Filter {
  action: string;
  objectId: string;
  person: { id: string; who: string } | null;
  /** Days of the town, YYYY-MM-DD, both included. */
  from: string;
  to: string;
}

export const noFilter: Filter = { action: '', objectId: '', person: null, from: '', to: '' };

/** The filter as the service is asked. */
export function queryOf({ action, objectId, person, from, to }: Filter): string {
  return new URLSearchParams({
    ...(action && { action }),
    ...(objectId && { objectId }),
    ...(person && { personId: person.id }),
    ...(from && { from: instantFromTownTime(`${from}T00:00`) }),
    ...(to && { to: instantFromTownTime(`${dayAfter(to)}T00:00`) }),
  }).toString();
}

export function AuditFilter({
  filter,
  actions,
  onApply,
}: {
  filter: Filter;
  actions: LoggedAction[];
  onApply: (filter: Filter) => void;
}): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(filter);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onApply({ ...draft, objectId: draft.objectId.trim() });
  };
  const line = (field: 'from' | 'to' | 'objectId') => ({
    value: draft[field],
    onChange: (text: string) => setDraft({ ...draft, [field]: text }),
    testId: `audit-${field}`,
  });
  return (
    <form className="form form-wide card" onSubmit={submit}>
      <ActionChoice
        actions={actions}
        chosen={draft.action}
        onChoose={(action) => setDraft({ ...draft, action })}
      />
      <LineField
        label={t('desk.audit.object')}
        hint={t('desk.audit.objectHint')}
        maxLength={100}
        {...line('objectId')}
      />
      <LineField label={t('desk.audit.from')} type="date" {...line('from')} />
      <LineField label={t('desk.audit.to')} type="date" {...line('to')} />
      {draft.person !== null && (
        <p className="full">{t('desk.audit.chosenPerson', { who: draft.person.who })}</p>
      )}
      <div className="buttons full">
        <button
          type="button"
          className="button"
          onClick={() => {
            setDraft(noFilter);
            onApply(noFilter);
          }}
          data-testid="audit-clear"
        >
          {t('desk.audit.clear')}
        </button>
        <button type="submit" className="button button-main" data-testid="audit-apply">
          {t('desk.audit.apply')}
        </button>
      </div>
    </form>
  );
}

interface LoggedAction {
  action: string;
  words: Text;
}

function ActionChoice({
  actions,
  chosen,
  onChoose,
}: {
  actions: LoggedAction[];
  chosen: string;
  onChoose: (action: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <Field label={t('desk.audit.action')}>
      {(describing) => (
        <select
          {...describing}
          value={chosen}
          data-testid="audit-action"
          onChange={(event) => onChoose(event.target.value)}
        >
          <option value="">{t('desk.audit.allActions')}</option>
          {actions.map(({ action, words }) => (
            <option key={action} value={action}>
              {words[currentLanguage()]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
