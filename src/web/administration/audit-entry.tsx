import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { exactMoment } from '../shared/format.ts';
import type { Filter } from './audit-filter.tsx';
import { useRoleNames, useValueWords } from './audit-words.ts';

/** One line of the log, as the contract says it. */
export interface Entry {
  id: string;
  at: string;
  personId: string | null;
  person: string | null;
  role: string | null;
  scope: string | null;
  action: string;
  words: string;
  object: { kind: string; id: string };
  changes: Record<string, [before: unknown, after: unknown]>;
  /** What the ids and codes in it stand for. */
  names: Record<string, string>;
  requestId: string | null;
  address: string | null;
  device: string | null;
}

/** Who did what to what, and what it was before; from where, for who asks. */
export function EntryCard({
  entry,
  onNarrow,
}: {
  entry: Entry;
  onNarrow: (filter: Partial<Filter>) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { id, at, personId, words, object, scope, names, requestId, address, device } = entry;
  const kinds: Record<string, string> = t('desk.audit.kinds', { returnObjects: true });
  const roles = useRoleNames();
  const who = entry.person ?? (personId === null ? t('desk.audit.noPerson') : personId);
  return (
    <section className="card" data-testid="audit-entry" data-action={entry.action}>
      <div className="card-head">
        <h2>{words}</h2>
        <span className="soft">{exactMoment(at)}</span>
      </div>
      <p>
        {who}
        {entry.role !== null && (
          <span className="soft"> · {roles.data?.get(entry.role) ?? entry.role}</span>
        )}
        {scope !== null && <span className="soft"> · {names[scope] ?? scope}</span>}
        {' → '}
        {kinds[object.kind] ?? object.kind}{' '}
        <span className="soft">{names[object.id] ?? object.id}</span>
      </p>
      <ChangeTable entry={entry} />
      <details>
        <summary>{t('desk.audit.origin')}</summary>
        <p className="soft">{t('desk.audit.chain', { id })}</p>
        <p className="soft">{t('desk.audit.objectId', { id: object.id })}</p>
        {requestId !== null && <p className="soft">{t('desk.audit.request', { id: requestId })}</p>}
        <p className="soft">{[address, device].filter((each) => each !== null).join(' · ')}</p>
      </details>
      <div className="buttons">
        <button
          type="button"
          className="button"
          onClick={() => onNarrow({ objectId: object.id })}
          data-testid="only-object"
        >
          {t('desk.audit.onlyObject')}
        </button>
        {personId !== null && (
          <button
            type="button"
            className="button"
            onClick={() => onNarrow({ person: { id: personId, who } })}
            data-testid="only-person"
          >
            {t('desk.audit.onlyPerson')}
          </button>
        )}
      </div>
    </section>
  );
}

function ChangeTable({ entry: { object, changes, names } }: { entry: Entry }): ReactNode {
  const { t } = useTranslation();
  const fields: Record<string, string> = t('desk.audit.fields', { returnObjects: true });
  const wordOf = useValueWords(object.kind);
  const rows = Object.entries(changes);
  if (rows.length === 0) return null;
  const shown = (field: string, value: unknown, Tag: 'del' | 'ins'): ReactNode => {
    const isNothing = value === null || value === undefined || value === '';
    if (isNothing) return <span className="soft">{t('desk.audit.nothing')}</span>;
    const words = (one: unknown) => names[String(one)] ?? wordOf(field, one);
    return <Tag>{Array.isArray(value) ? value.map(words).join('、') : words(value)}</Tag>;
  };
  return (
    <table className="changes">
      <thead>
        <tr>
          <td />
          <th scope="col">{t('desk.audit.before')}</th>
          <th scope="col">{t('desk.audit.after')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([field, [before, after]]) => (
          <tr key={field}>
            <th scope="row">{fields[field] ?? names[field] ?? field}</th>
            <td>{shown(field, before, 'del')}</td>
            <td>{shown(field, after, 'ins')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
