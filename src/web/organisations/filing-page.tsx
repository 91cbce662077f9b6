import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ReturnForm } from '../shared/return-form.tsx';
import { ask } from '../shared/session.ts';
import { CasePeople } from './case-people.tsx';
import type { Filing, People } from './contract.ts';
import { DueLine, FilingTag } from './filing-card.tsx';
import { type Answered, caseOf, type FilingCase } from './filing-case.ts';
import { FilingDesk } from './filing-desk.tsx';
import { FilingFacts } from './filing-facts.tsx';

export function useFiling(id: string) {
  return useQuery({
    queryKey: ['filing', id],
    queryFn: () => ask<Answered>('GET', `/v1/filings/${id}`),
    select: caseOf,
  });
}

/** One application on a desk, with what this desk can do about it now. */
export function FilingPage({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useFiling(id);
  const back = '#/administration/filings';
  if (data === undefined)
    return (
      <Page title={t('organisations.filing.title')} back={back}>
        {error === null ? (
          <Loading />
        ) : (
          <FailureNotice failure={error} retry={() => void refetch()} />
        )}
      </Page>
    );
  return (
    <Page title={data.name} back={back}>
      <span className="card-head">
        <span>{t(`organisations.filing.subject.${data.subject}`)}</span>
        <FilingTag filing={data} />
      </span>
      <DueLine filing={data} />
      {data.state === 'filed' && <FilingNumber filing={data} />}
      {data.reason !== null && (
        <Notice tone="warning" title={t('organisations.filing.reason')}>
          <p className="written">{data.reason}</p>
        </Notice>
      )}
      {data.opinion !== null && data.state !== 'returned' && (
        <Notice tone="info" title={t('organisations.filing.opinion')} testId="opinion">
          <p className="written">{data.opinion}</p>
        </Notice>
      )}
      {data.advice !== null && (
        <Notice tone="info" title={t('organisations.filing.advice')} testId="advice">
          <p className="written">{data.advice}</p>
        </Notice>
      )}
      <FilingFacts filing={data} />
      <PeopleCard filing={data} />
      <FilingDesk key={data.state} filing={data} />
    </Page>
  );
}

/** What the body is known by from now on; the clerk writes it on the certificate. */
export function FilingNumber({ filing: { filingNumber } }: { filing: Filing }): ReactNode {
  const { t } = useTranslation();
  if (filingNumber === null) return null;
  return (
    <Notice tone="done" title={t('organisations.filing.number')} testId="filing-number">
      <p className="big-digits">{filingNumber}</p>
    </Notice>
  );
}

function PeopleCard({ filing }: { filing: FilingCase }): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const disclose = useMutation({
    mutationFn: (reason: string) =>
      ask<People>('POST', `/v1/filings/${filing.id}/disclosures`, { body: { reason } }),
    onSuccess: () => setAsking(false),
  });
  return (
    <section className="card">
      <h2>{t('organisations.people.title')}</h2>
      <CasePeople filing={{ ...filing, people: disclose.data ?? filing.people }} />
      {filing.may.includes('filing.disclose') && !disclose.isSuccess && !asking && (
        <button
          type="button"
          className="button"
          onClick={() => setAsking(true)}
          data-testid="disclose"
        >
          {t('organisations.people.disclose')}
        </button>
      )}
      {asking && (
        <ReturnForm
          label={t('organisations.people.whyDisclose')}
          hint={t('organisations.people.isLogged')}
          yes={t('organisations.people.disclose')}
          danger={false}
          busy={disclose.isPending}
          onReturn={(reason) => disclose.mutate(reason)}
          onClose={() => setAsking(false)}
        />
      )}
      <FailureNotice failure={disclose.error} />
    </section>
  );
}
