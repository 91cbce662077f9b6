import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { now } from '../shared/clock.ts';
import type { Me } from '../shared/contract.ts';
import { Choice } from '../shared/field.tsx';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { ReturnForm } from '../shared/return-form.tsx';
import { ask } from '../shared/session.ts';
import type { AnnualReport } from './contract.ts';

const yearsShown = 5;

/** The reports of an area by year, those that are missing among them, and what the street says of each. */
export function AnnualReports({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const lastYear = new Date(now()).getFullYear() - 1;
  const [year, setYear] = useState(String(lastYear));
  const list = usePages<AnnualReport>(
    ['annual-reports', year],
    `/v1/annual-reports?year=${year}`,
    50,
  );
  const reports = list.data?.pages.flatMap((page) => page.items) ?? [];
  const grades = person.may.includes('annual_report.grade');
  return (
    <Page title={t('organisations.reports.title')} back="#/administration">
      <Choice
        label={t('organisations.report.year')}
        value={year}
        onChoose={(chosen) => setYear(chosen || String(lastYear))}
        options={Array.from({ length: yearsShown }, (_, n) => String(lastYear - n)).map((one) => ({
          code: one,
          name: one,
        }))}
        ask={t('registration.choose')}
        testId="report-year"
      />
      {list.isPending && <Loading />}
      {list.isSuccess && reports.length === 0 && <p>{t('organisations.reports.none')}</p>}
      <div className="cards" data-testid="annual-reports">
        {reports.map((report) => (
          <ReportCard
            key={report.organisationId}
            report={report}
            title={
              <a href={`#/organisations/${report.organisationId}`}>{report.organisationName}</a>
            }
            mayGrade={grades}
          />
        ))}
      </div>
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </Page>
  );
}

const tones = {
  exempt: '',
  waiting: 'tag-attention',
  overdue: 'tag-bad',
  submitted: 'tag-attention',
  graded: 'tag-good',
} as const;

/** One body's report of one year. */
export function ReportCard({
  report: { organisationId, year, dueOn, state, report },
  title,
  mayGrade,
}: {
  report: AnnualReport;
  title: ReactNode;
  mayGrade: boolean;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="card" data-state={state}>
      <div className="card-head">
        <h2>{title}</h2>
        <span className={`tag ${tones[state]}`}>{t(`organisations.reports.state.${state}`)}</span>
      </div>
      {report === null && state !== 'exempt' && (
        <p>{t('organisations.reports.dueOn', { day: dueOn })}</p>
      )}
      {report !== null && <ReportFacts report={report} />}
      {mayGrade && report !== null && state === 'submitted' && (
        <Grading key={year} read={{ year, version: report.version }} {...{ organisationId }} />
      )}
    </section>
  );
}

const figures = ['activities', 'serviceHours', 'members', 'incomeYuan', 'expenseYuan'] as const;

/** What the body has written, and what was said of it. */
function ReportFacts({ report }: { report: NonNullable<AnnualReport['report']> }): ReactNode {
  const { t } = useTranslation();
  const { grade, remark, summary, late } = report;
  return (
    <>
      {late && <p className="tag tag-bad">{t('organisations.reports.late')}</p>}
      <dl className="facts">
        {figures.map((figure) => (
          <div key={figure}>
            <dt>{t(`organisations.report.${figure}`)}</dt>
            <dd>{report[figure]}</dd>
          </div>
        ))}
      </dl>
      <p className="written">{summary}</p>
      {grade !== null && (
        <p data-testid="grade">
          <strong>{t(`organisations.reports.grade.${grade}`)}</strong>
          {remark !== null && ` · ${remark}`}
        </p>
      )}
    </>
  );
}

type Grade = NonNullable<NonNullable<AnnualReport['report']>['grade']>;
const gradeNames: Grade[] = ['failed', 'nearly_passed', 'passed'];

/** 合格, 基本合格 or 不合格; the last two say why. */
function Grading({
  organisationId,
  read,
}: {
  organisationId: string;
  read: { year: number; version: number };
}): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState<Grade | null>(null);
  const give = useMutation({
    mutationFn: (body: { grade: Grade; remark?: string }) =>
      ask<AnnualReport>('POST', `/v1/organisations/${organisationId}/annual-report-grades`, {
        body: { ...read, ...body },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['annual-reports'] }),
  });
  return (
    <>
      {asking === null ? (
        <div className="buttons">
          {gradeNames.map((grade) => (
            <button
              key={grade}
              type="button"
              className={grade === 'passed' ? 'button button-main' : 'button'}
              disabled={give.isPending}
              onClick={() => (grade === 'passed' ? give.mutate({ grade }) : setAsking(grade))}
              data-testid={`grade-${grade}`}
            >
              {t(`organisations.reports.grade.${grade}`)}
            </button>
          ))}
        </div>
      ) : (
        <ReturnForm
          label={t('organisations.reports.remark')}
          hint={t('organisations.whyHint')}
          yes={t(`organisations.reports.grade.${asking}`)}
          danger={asking === 'failed'}
          busy={give.isPending}
          onReturn={(remark) => give.mutate({ grade: asking, remark })}
          onClose={() => setAsking(null)}
        />
      )}
      <FailureNotice failure={give.error} />
    </>
  );
}
