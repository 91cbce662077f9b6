import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import type { Text } from '../shared/contract.ts';
import { exactMoment } from '../shared/format.ts';
import { ask } from '../shared/session.ts';
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

const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function ChangeTable({ changes }: Pick<Entry, 'changes'>): ReactNode {
  const { t } = useTranslation();
  const fields: Record<string, string> = t('desk.audit.fields', { returnObjects: true });
  const rows = Object.entries(changes);
  if (rows.length === 0) return null;
  const words = (value: unknown): string => {
    if (typeof value === 'boolean') return t(value ? 'desk.audit.yes' : 'desk.audit.no');
    if (typeof value === 'string' && instant.test(value)) return exactMoment(value);
    return Array.isArray(value) ? value.join('、') : String(value);
  };
  const shown = (value: unknown, Tag: 'del' | 'ins'): ReactNode => {
    const isNothing = value === null || value === undefined || value === '';
    if (isNothing) return <span className="soft">{t('desk.audit.nothing')}</span>;
    return <Tag>{words(value)}</Tag>;
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
            <td>{shown(before, 'del')}</td>
            <td>{shown(after, 'ins')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What roles are called, by their codes. */
function useRoleNames() {
  return useQuery({
    queryKey: ['role-names'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => ask<{ items: { role: string; name: Text }[] }>('GET', '/v1/roles'),
    select: ({ items }) => new Map(items.map(({ role, name }) => [role, name[currentLanguage()]])),
  });
}
