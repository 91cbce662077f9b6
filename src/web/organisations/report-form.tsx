import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { now } from '../shared/clock.ts';
import { Refusal } from '../shared/http.ts';
import { LineField } from '../shared/line-field.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import type { AnnualReport } from './contract.ts';

const numbers = [
  'year',
  'activities',
  'serviceHours',
  'members',
  'incomeYuan',
  'expenseYuan',
] as const;
const lastYear = (): string => String(new Date(now()).getFullYear() - 1);

/** The head reports on a year that is over. */
export function ReportForm({ organisationId }: { organisationId: string }): ReactNode {
  const { t } = useTranslation();
  const [values, setValues] = useState<Record<string, string>>({ year: lastYear() });
  const [summary, setSummary] = useState('');
  const send = useReporting(organisationId, values, summary);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send.mutate();
  };
  const errorAt = (field: string): string | null =>
    send.error instanceof Refusal ? send.error.at(`/${field}`) : null;
  return (
    <Page title={t('organisations.groups.report')} back="#/groups">
      {send.isSuccess && (
        <Notice
          tone="done"
          title={t(
            send.data.report?.late ? 'organisations.report.late' : 'organisations.report.sent',
          )}
          testId="report-sent"
        />
      )}
      <form className="form card" onSubmit={submit}>
        {numbers.map((name) => (
          <LineField
            key={name}
            label={t(`organisations.report.${name}`)}
            error={errorAt(name)}
            required
            inputMode="numeric"
            pattern="\d{1,9}"
            value={values[name] ?? ''}
            onChange={(text) => setValues({ ...values, [name]: text.replace(/\D/g, '') })}
            testId={name}
          />
        ))}
        <LineField
          label={t('organisations.report.summary')}
          error={errorAt('summary')}
          long
          required
          minLength={2}
          maxLength={5000}
          value={summary}
          onChange={setSummary}
          testId="summary"
        />
        <FailureNotice failure={send.error} />
        <button
          type="submit"
          className="button button-main button-wide"
          disabled={send.isPending}
          data-testid="send-report"
        >
          {send.isPending ? t('shared.sending') : t('organisations.report.send')}
        </button>
      </form>
    </Page>
  );
}

function useReporting(organisationId: string, values: Record<string, string>, summary: string) {
  return useMutation({
    mutationFn: () => {
      const figures = Object.fromEntries(numbers.map((name) => [name, Number(values[name])]));
      return ask<AnnualReport>('POST', `/v1/organisations/${organisationId}/annual-reports`, {
        body: { ...figures, summary: summary.trim() },
      });
    },
    onSuccess: () => scrollTo(0, 0),
  });
}
