import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from './session.ts';

/** What was done to something, for those who may read the log. */
export function AuditLink({ objectId }: { objectId: string }): ReactNode {
  const { t } = useTranslation();
  const session = useSession();
  const mayRead = session.status === 'signed-in' && session.person.may.includes('audit_entry.read');
  if (!mayRead) return null;
  const href = `#/administration/audit-log?object=${objectId}`;
  return (
    <a className="button" href={href} data-testid="audit-link">
      {t('desk.audit.title')}
    </a>
  );
}
