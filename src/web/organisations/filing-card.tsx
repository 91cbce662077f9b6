import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shared/icons.tsx';
import type { FilingSummary } from './contract.ts';

/** One application in a list: whose turn it is, and until when. */
export function FilingCard({ filing, href }: { filing: FilingSummary; href: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <a className="card card-link" href={href} data-testid={`filing-${filing.id}`}>
      <span className="card-head">
        <h2>{filing.name}</h2>
        <FilingTag filing={filing} />
      </span>
      <span className="line">
        <Icon name="place" />
        {filing.regionName} · {t(`organisations.type.${filing.type}`)}
      </span>
      <span className="line">
        <Icon name="people" />
        {t('organisations.filing.people', {
          initiators: filing.initiators,
          members: filing.members,
        })}
      </span>
      <DueLine filing={filing} />
    </a>
  );
}

export function FilingTag({ filing: { state, overdue } }: { filing: FilingSummary }): ReactNode {
  const { t } = useTranslation();
  const bad = overdue || state === 'rejected';
  const tone = bad ? 'tag-bad' : state === 'filed' ? 'tag-good' : 'tag-attention';
  return (
    <span className={`tag ${tone}`}>
      {overdue ? t('organisations.filing.overdue') : t(`organisations.filing.state.${state}`)}
    </span>
  );
}

export function DueLine({ filing: { dueOn, overdue } }: { filing: FilingSummary }): ReactNode {
  const { t } = useTranslation();
  if (dueOn === null) return null;
  return (
    <span className={overdue ? 'line late' : 'line'}>
      <Icon name="time" />
      {t(overdue ? 'organisations.filing.wasDueOn' : 'organisations.filing.dueOn', { day: dueOn })}
    </span>
  );
}
