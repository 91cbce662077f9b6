import i18next from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NoAnswer, Refusal } from './http.ts';
import { Icon, type IconName } from './icons.tsx';

type Tone = 'info' | 'done' | 'warning' | 'refused';

export function Notice({
  tone,
  title,
  children,
  testId,
}: {
  tone: Tone;
  title?: string;
  children?: ReactNode;
  testId?: string;
}): ReactNode {
  return (
    <div
      className={`notice notice-${tone}`}
      role={tone === 'refused' ? 'alert' : 'status'}
      data-testid={testId}
    >
      <Icon name={tone satisfies IconName} />
      <div>
        {title !== undefined && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

function failureWords(failure: unknown): { title: string; next: string | undefined } {
  if (failure instanceof Refusal) return { title: failure.title, next: failure.problem.detail };
  if (failure instanceof NoAnswer) {
    return { title: i18next.t('shared.noAnswer'), next: i18next.t('shared.noAnswerNext') };
  }
  return { title: i18next.t('shared.fault'), next: i18next.t('shared.faultNext') };
}

/** What went wrong and what to do next, for anything a request can throw. */
export function FailureNotice({
  failure,
  retry,
}: {
  failure: unknown;
  retry?: () => void;
}): ReactNode {
  const { t } = useTranslation();
  if (!failure) return null;
  const { title, next } = failureWords(failure);
  return (
    <Notice tone="refused" title={title} testId="failure">
      {next !== undefined && <p>{next}</p>}
      {retry !== undefined && (
        <button type="button" className="button" onClick={retry} data-testid="try-again">
          {t('shared.tryAgain')}
        </button>
      )}
    </Notice>
  );
}
