import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActivityState } from './contract.ts';

const tagOf: Record<ActivityState, string> = {
  pending_review: 'tag-attention',
  published: 'tag-good',
  returned: 'tag-bad',
  closed: '',
};

export function ActivityStateTag({ state }: { state: ActivityState }): ReactNode {
  const { t } = useTranslation();
  return (
    <span className={`tag ${tagOf[state]}`} data-testid="activity-state" data-state={state}>
      {t(`activity.state.${state}`)}
    </span>
  );
}
