import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { saveFile } from '../shared/save-file.ts';
import { ask, askFile } from '../shared/session.ts';
import { type FileImport, hasTaken, isOver, stateWords } from './contract.ts';
import { Faults } from './faults.tsx';
import { LinesThere } from './lines-there.tsx';

const pollMilliseconds = 1_000;

/** How a file comes along, what became of it, and what to do next. */
export function ImportProgress({
  id,
  fileName,
  onImport,
  onAnew,
}: {
  id: string;
  fileName?: string | undefined;
  /** Where the file is at hand still: the good rows, or all of them. */
  onImport?: (mode: FileImport['mode']) => void;
  onAnew?: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useImport(id);
  if (data === undefined)
    return error === null ? (
      <Loading rows={1} />
    ) : (
      <FailureNotice failure={error} retry={() => void refetch()} />
    );
  const { rows, state, dryRun } = data;
  const isDone = state === 'done';
  return (
    <section className="card" data-testid="import" data-state={state} data-dry={dryRun}>
      <div role="status">
        <h2>{t(stateWords(data))}</h2>
      </div>
      {fileName !== undefined && <p className="soft">{fileName}</p>}
      {!isOver(data) && (
        <progress
          max={Math.max(rows.total ?? 1, 1)}
          value={rows.total === null ? undefined : rows.read}
          aria-label={t('imports.progress')}
        />
      )}
      {data.problem !== null && (
        <Notice
          tone="refused"
          title={data.problem.text[currentLanguage()]}
          testId="import-problem"
        />
      )}
      <Figures data={data} />
      {rows.bad > 0 && isOver(data) && <BadRows data={data} />}
      {rows.alreadyThere > 0 && isOver(data) && <LinesThere id={id} />}
      {isDone && dryRun && onImport !== undefined && <Next rows={rows} onImport={onImport} />}
      {isDone && dryRun && onImport === undefined && <p>{t('imports.chooseAgain')}</p>}
      {isOver(data) && onAnew !== undefined && (
        <button type="button" className="button" onClick={onAnew} data-testid="another-file">
          {t('imports.another')}
        </button>
      )}
    </section>
  );
}

/** Asked again and again until it is over; then any list may have news. */
function useImport(id: string) {
  const query = useQuery({
    queryKey: ['imports', id],
    queryFn: () => ask<FileImport>('GET', `/v1/imports/${id}`),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isOver(state.data) ? false : pollMilliseconds,
  });
  const client = useQueryClient();
  const over = query.data !== undefined && isOver(query.data);
  useEffect(() => {
    if (over) void client.invalidateQueries();
  }, [over, client]);
  return query;
}

function Figures({ data }: { data: FileImport }): ReactNode {
  const { t } = useTranslation();
  const { rows } = data;
  const figures = [
    ['total', rows.total],
    [hasTaken(data) ? 'taken' : 'wouldBe', rows.fresh],
    ['alreadyThere', rows.alreadyThere],
    ['bad', rows.bad],
  ] as const;
  return (
    <dl className="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`imports.rows.${name}`)}</dt>
          <dd data-testid={`rows-${name}`}>{value ?? '…'}</dd>
        </div>
      ))}
    </dl>
  );
}

function Next({
  rows,
  onImport,
}: {
  rows: FileImport['rows'];
  onImport: (mode: FileImport['mode']) => void;
}): ReactNode {
  const { t } = useTranslation();
  if (rows.fresh === 0) return <p>{t('imports.nothingToTake')}</p>;
  return (
    <>
      {rows.bad > 0 && <p>{t('imports.mendFirst')}</p>}
      <button
        type="button"
        className="button button-main"
        onClick={() => onImport(rows.bad > 0 ? 'skip_bad' : 'all_or_nothing')}
        data-testid="import-now"
      >
        {t(rows.bad > 0 ? 'imports.importGood' : 'imports.importAll', { count: rows.fresh })}
      </button>
    </>
  );
}

function BadRows({ data: { id, kind } }: { data: FileImport }): ReactNode {
  const { t } = useTranslation();
  const download = useMutation({
    mutationFn: async () =>
      saveFile(
        await askFile(`/v1/imports/${id}/error-file?format=xlsx`),
        `${t(`imports.kind.${kind}`)}-${t('imports.errors')}.xlsx`,
      ),
  });
  return (
    <>
      <Faults id={id} />
      <button
        type="button"
        className="button"
        disabled={download.isPending}
        onClick={() => download.mutate()}
        data-testid="error-file"
      >
        {t('imports.errorFile')}
      </button>
      <FailureNotice failure={download.error} />
    </>
  );
}
