import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LineField } from '../shared/line-field.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';
import type { Filter } from './audit-filter.tsx';

interface Found {
  id: string;
  kind: 'person' | 'organisation';
  name: string | null;
}

/** Finds whom or what the log is to be narrowed to, by what people know of it; a phone is sent in the body. */
export function AuditFind({
  onNarrow,
}: {
  onNarrow: (filter: Partial<Filter>) => void;
}): ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const find = useMutation({
    mutationFn: () => ask<{ items: Found[] }>('POST', '/v1/audit-references', { body: { text } }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    find.mutate();
  };
  return (
    <form className="form form-wide card" onSubmit={submit}>
      <LineField
        label={t('desk.audit.find')}
        hint={t('desk.audit.findHint')}
        value={text}
        onChange={setText}
        required
        maxLength={100}
        testId="audit-find"
      />
      <div className="buttons full">
        <button type="submit" className="button" disabled={find.isPending} data-testid="audit-look">
          {t('desk.audit.look')}
        </button>
      </div>
      <FailureNotice failure={find.error} />
      {find.data?.items.length === 0 && <p className="full">{t('desk.audit.nobody')}</p>}
      <ul className="rows full">
        {find.data?.items.map((found) => (
          <FoundRow key={found.id} found={found} onNarrow={onNarrow} />
        ))}
      </ul>
    </form>
  );
}

function FoundRow({
  found: { id, kind, name },
  onNarrow,
}: {
  found: Found;
  onNarrow: (filter: Partial<Filter>) => void;
}): ReactNode {
  const { t } = useTranslation();
  const who = name ?? t(`desk.audit.kinds.${kind}`);
  return (
    <li className="row">
      <span className="row-name">{who}</span>
      <button
        type="button"
        className="button"
        onClick={() => onNarrow({ objectId: id })}
        data-testid="about-found"
      >
        {t('desk.audit.onlyObject')}
      </button>
      {kind === 'person' && (
        <button
          type="button"
          className="button"
          onClick={() => onNarrow({ person: { id, who } })}
          data-testid="by-found"
        >
          {t('desk.audit.onlyPerson')}
        </button>
      )}
    </li>
  );
}
