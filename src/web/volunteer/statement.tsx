import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StatementLine, StatementUnit } from '../shared/contract.ts';
import { minutesInWords, moment, pointsInWords } from '../shared/format.ts';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/query.ts';
import { Segments } from '../shared/segments.tsx';
import { UnpostedRecords } from './unposted-records.tsx';

export function Statement(): ReactNode {
  const { t } = useTranslation();
  const [unit, setUnit] = useState<StatementUnit>('POINT');
  return (
    <Page title={t('volunteer.statement.title')}>
      <Segments
        label={t('volunteer.statement.title')}
        chosen={unit}
        onChoose={setUnit}
        options={[
          { value: 'POINT', words: t('volunteer.statement.points') },
          { value: 'HOURS', words: t('volunteer.statement.hours') },
        ]}
      />
      {unit === 'HOURS' && <UnpostedRecords />}
      <Lines key={unit} unit={unit} />
    </Page>
  );
}

function Lines({ unit }: { unit: StatementUnit }): ReactNode {
  const { t } = useTranslation();
  const list = usePages<StatementLine>(
    ['statement', unit],
    `/v1/volunteers/me/statement?unit=${unit}`,
  );
  const lines = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {list.isPending && <Loading rows={4} />}
      {list.isSuccess && lines.length === 0 && <p>{t('volunteer.statement.none')}</p>}
      {lines.length > 0 && (
        <ol className="statement" data-testid="statement">
          {lines.map((line) => (
            <Line key={line.id} line={line} unit={unit} />
          ))}
        </ol>
      )}
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      <LoadMore list={list} />
    </>
  );
}

function Line({ line, unit }: { line: StatementLine; unit: StatementUnit }): ReactNode {
  const { t } = useTranslation();
  const inWords = unit === 'POINT' ? pointsInWords : minutesInWords;
  const sign = line.amount > 0 ? '+' : '';
  return (
    <li data-testid="statement-line">
      <p className="statement-words">{line.words}</p>
      <p className={line.amount > 0 ? 'amount amount-in' : 'amount'}>
        {sign}
        {inWords(line.amount)}
      </p>
      <p className="soft">{moment(line.at)}</p>
      <p className="soft statement-balance">
        {t('volunteer.statement.balance', { balance: inWords(line.balance) })}
      </p>
    </li>
  );
}
