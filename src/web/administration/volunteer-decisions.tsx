import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Decision, DeskVolunteer } from '../registration/contract.ts';
import { ReturnForm } from '../shared/return-form.tsx';
import { Tick } from '../shared/tick.tsx';

export interface Deciding {
  decision: Decision;
  reason?: string;
  documentSeen?: boolean;
}

const nos = ['reject', 'suspend', 'revoke'] as const;
type No = (typeof nos)[number];

/** A button for each decision that is open to this desk now. */
export function VolunteerDecisions({
  volunteer: { may, byColleague },
  busy,
  onDecide,
}: {
  volunteer: Pick<DeskVolunteer, 'may' | 'byColleague'>;
  busy: boolean;
  onDecide: (body: Deciding) => void;
}): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<No | null>(null);
  const [documentSeen, setDocumentSeen] = useState(false);
  const approves = may.includes('approve');
  const yes = approves ? 'approve' : may.includes('resume') ? 'resume' : null;
  if (yes === null && !nos.some((no) => may.includes(no)))
    return <NothingToDo byColleague={byColleague} />;
  if (asking !== null)
    return (
      <ReturnForm
        label={t(`desk.reason.${asking}`)}
        hint={t('desk.reason.hint')}
        yes={t(`administration.volunteers.${asking}`)}
        busy={busy}
        onReturn={(reason) => onDecide({ decision: asking, reason })}
        onClose={() => setAsking(null)}
      />
    );
  return (
    <>
      {approves && <DocumentSeen seen={documentSeen} onSeen={setDocumentSeen} />}
      <div className="buttons">
        {nos
          .filter((no) => may.includes(no))
          .map((no) => (
            <button
              key={no}
              type="button"
              className={no === 'revoke' ? 'button button-danger' : 'button'}
              onClick={() => setAsking(no)}
              data-testid={no}
            >
              {t(`administration.volunteers.${no}`)}
            </button>
          ))}
        {yes !== null && (
          <button
            type="button"
            className="button button-main"
            disabled={busy}
            onClick={() => onDecide({ decision: yes, ...(approves ? { documentSeen } : {}) })}
            data-testid={yes}
          >
            {busy ? t('shared.sending') : t(`administration.volunteers.${yes}`)}
          </button>
        )}
      </div>
    </>
  );
}

function NothingToDo({ byColleague }: Pick<DeskVolunteer, 'byColleague'>): ReactNode {
  const { t } = useTranslation();
  return byColleague ? (
    <p data-testid="by-colleague">{t('desk.byColleague')}</p>
  ) : (
    <p data-testid="nothing-to-do">{t('desk.nothingToDo')}</p>
  );
}

/** Real-name level 2: somebody has looked at the document. */
function DocumentSeen({
  seen,
  onSeen,
}: {
  seen: boolean;
  onSeen: (seen: boolean) => void;
}): ReactNode {
  const { t } = useTranslation();
  const words = t('administration.volunteers.documentSeen');
  return <Tick words={words} ticked={seen} onTick={onSeen} testId="document-seen" />;
}
