import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { now } from '../shared/clock.ts';
import { Refusal } from '../shared/http.ts';
import { LineField } from '../shared/line-field.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import { ReportCard } from './annual-reports.tsx';
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
      {send.isSuccess && <Sent late={send.data.report?.late ?? false} />}
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
      <SentReports organisationId={organisationId} />
    </Page>
  );
}

function Sent({ late }: { late: boolean }): ReactNode {
  const { t } = useTranslation();
  const words = t(late ? 'organisations.report.late' : 'organisations.report.sent');
  return <Notice tone="done" title={words} testId="report-sent" />;
}

/** What was sent, what the street has said of it, and which years are missing. */
function SentReports({ organisationId }: { organisationId: string }): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['annual-reports', organisationId],
    queryFn: async () =>
      (
        await ask<{ items: AnnualReport[] }>(
          'GET',
          `/v1/organisations/${organisationId}/annual-reports`,
        )
      ).items,
  });
  return (
    <div className="cards" data-testid="sent-reports">
      <FailureNotice failure={error} retry={() => void refetch()} />
      {data?.map((report) => (
        <ReportCard
          key={report.year}
          report={report}
          title={String(report.year)}
          mayGrade={false}
        />
      ))}
    </div>
  );
}

function useReporting(organisationId: string, values: Record<string, string>, summary: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => {
      const figures = Object.fromEntries(numbers.map((name) => [name, Number(values[name])]));
      return ask<AnnualReport>('POST', `/v1/organisations/${organisationId}/annual-reports`, {
        body: { ...figures, summary: summary.trim() },
      });
    },
    onSuccess: () => {
      scrollTo(0, 0);
      return client.invalidateQueries({ queryKey: ['annual-reports', organisationId] });
    },
  });
}
