import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { exactMoment } from '../shared/format.ts';
import type { Filter } from './audit-filter.tsx';

/** One line of the log, as the contract says it. */
export interface Entry {
  id: string;
  at: string;
  personId: string | null;
  person: string | null;
  role: string | null;
  action: string;
  words: string;
  object: { kind: string; id: string };
  changes: Record<string, [before: unknown, after: unknown]>;
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
  const { id, at, personId, words, object, requestId, address, device } = entry;
  const kinds: Record<string, string> = t('desk.audit.kinds', { returnObjects: true });
  const who = entry.person ?? (personId === null ? t('desk.audit.noPerson') : personId);
  return (
    <section className="card" data-testid="audit-entry" data-action={entry.action}>
      <div className="card-head">
        <h2>{words}</h2>
        <span className="soft">{exactMoment(at)}</span>
      </div>
      <p>
        {who}
        {entry.role !== null && <span className="soft"> · {entry.role}</span>}
        {' → '}
        {kinds[object.kind] ?? object.kind} <span className="soft">{object.id}</span>
      </p>
      <ChangeTable changes={entry.changes} />
      <details>
        <summary>{t('desk.audit.origin')}</summary>
        <p className="soft">{t('desk.audit.chain', { id })}</p>
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

function ChangeTable({ changes }: Pick<Entry, 'changes'>): ReactNode {
  const { t } = useTranslation();
  const fields: Record<string, string> = t('desk.audit.fields', { returnObjects: true });
  const rows = Object.entries(changes);
  if (rows.length === 0) return null;
  const words = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('desk.audit.nothing');
    return Array.isArray(value) ? value.join('、') : String(value);
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
            <th scope="row">{fields[field] ?? field}</th>
            <td>
              <del>{words(before)}</del>
            </td>
            <td>
              <ins>{words(after)}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
