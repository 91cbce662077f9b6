import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settlement, SettlementLine } from '../shared/contract.ts';
import { minutesInWords, pointsInWords } from '../shared/format.ts';
import { LoadMore } from '../shared/load-more.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { usePages } from '../shared/query.ts';
import { ask } from '../shared/session.ts';

const pollMilliseconds = 1_000;

export function SettlementProgress({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['settlement', id],
    queryFn: () => ask<Settlement>('GET', `/v1/settlements/${id}`),
    refetchInterval: ({ state }) => (state.data?.state === 'settled' ? false : pollMilliseconds),
  });
  if (data === undefined) {
    return error === null ? (
      <Loading rows={1} />
    ) : (
      <FailureNotice failure={error} retry={refetch} />
    );
  }
  const { lines, state } = data;
  const finished = lines.posted + lines.held;
  return (
    <section className="card settlement" data-testid="settlement" data-state={state}>
      <div role="status">
        <h2>{t(`station.settlement.${state}`)}</h2>
      </div>
      <progress
        max={Math.max(lines.total, 1)}
        value={lines.total === 0 ? 1 : finished}
        aria-label={t('station.settlement.progress')}
      />
      <dl className="figures">
        {(['posted', 'held', 'waiting', 'total'] as const).map((name) => (
          <div key={name}>
            <dt>{t(`station.settlement.${name}`)}</dt>
            <dd data-testid={`settlement-${name}`}>{lines[name]}</dd>
          </div>
        ))}
      </dl>
      <p data-testid="settlement-totals">
        {t('station.settlement.totals', {
          hours: minutesInWords(data.minutes),
          points: pointsInWords(data.centipoints),
        })}
      </p>
      {lines.held > 0 && <HeldLines settlement={data} />}
    </section>
  );
}

function HeldLines({ settlement }: { settlement: Settlement }): ReactNode {
  const { t } = useTranslation();
  const list = usePages<SettlementLine>(
    ['held-lines', settlement.id, settlement.lines.held],
    `/v1/settlements/${settlement.id}/lines?state=held`,
  );
  const lines = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section>
      <h3>{t('station.settlement.heldTitle')}</h3>
      <p className="soft">{t('station.settlement.heldMeaning')}</p>
      <ol className="rows" data-testid="held-lines">
        {lines.map((line) => (
          <li key={line.id} className="row">
            <span className="row-name">
              {line.volunteer.name} <span className="soft">{line.volunteer.number}</span>
            </span>
            <span className="soft">{minutesInWords(line.minutes)}</span>
            <span className="row-state">{line.heldReason?.title}</span>
          </li>
        ))}
      </ol>
      <FailureNotice failure={list.error} />
      <LoadMore list={list} />
    </section>
  );
}
