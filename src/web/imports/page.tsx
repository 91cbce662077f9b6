import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { saveFile } from '../shared/save-file.ts';
import { Segments } from '../shared/segments.tsx';
import { ask, askFile } from '../shared/session.ts';
import type { FileImport, ImportKind } from './contract.ts';
import { OwnImports } from './own-imports.tsx';
import { ImportProgress } from './progress.tsx';

/** What may be imported here, and for which organisation. */
export interface Importing {
  organisationId?: string;
  /** One at least. */
  kinds: ImportKind[];
}

interface Order {
  file: File;
  kind: ImportKind;
  mode: FileImport['mode'];
  dryRun: boolean;
}

/**
 * A file is checked first, then its good rows are taken: nothing is written before somebody has seen what it would be.
 * `at` is the address of the page, `one` the import that is looked at again.
 */
export function ImportPage({
  of: { kinds, organisationId },
  at,
  back,
  one,
}: {
  of: Importing;
  at: string;
  back: string;
  one?: string | undefined;
}): ReactNode {
  const { t } = useTranslation();
  const [kind, setKind] = useState<ImportKind>(kinds[0]!);
  const [file, setFile] = useState<File | null>(null);
  const send = useSending(organisationId);
  const order = (mode: Order['mode'], dryRun: boolean): void => {
    if (file !== null) send.mutate({ file, kind, mode, dryRun });
  };
  const anew = (): void => {
    setFile(null);
    send.reset();
  };
  if (one !== undefined) return <OneImport id={one} back={at} />;
  return (
    <Page title={t('imports.title')} back={back}>
      {send.isSuccess ? (
        <ImportProgress
          key={send.data.id}
          id={send.data.id}
          fileName={file?.name}
          onImport={(mode) => order(mode, false)}
          onAnew={anew}
        />
      ) : (
        <>
          {kinds.length > 1 && (
            <Segments
              label={t('imports.title')}
              chosen={kind}
              onChoose={setKind}
              options={kinds.map((value) => ({ value, words: t(`imports.kind.${value}`) }))}
            />
          )}
          <Template kind={kind} />
          <FileChoice
            file={file}
            busy={send.isPending}
            onChoose={setFile}
            onCheck={() => order('skip_bad', true)}
          />
          <FailureNotice failure={send.error} />
        </>
      )}
      <OwnImports at={at} />
    </Page>
  );
}

function OneImport({ id, back }: { id: string; back: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <Page title={t('imports.title')} back={back}>
      <ImportProgress key={id} id={id} />
    </Page>
  );
}

function useSending(organisationId: string | undefined) {
  const client = useQueryClient();
  const through = organisationId === undefined ? '' : `&organisationId=${organisationId}`;
  return useMutation({
    mutationFn: ({ file, kind, mode, dryRun }: Order) =>
      ask<FileImport>('POST', `/v1/imports?kind=${kind}&mode=${mode}&dryRun=${dryRun}${through}`, {
        file,
        idempotencyKey: newIdempotencyKey(),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['imports'] }),
  });
}

function Template({ kind }: { kind: ImportKind }): ReactNode {
  const { t } = useTranslation();
  const download = useMutation({
    mutationFn: async (format: 'xlsx' | 'csv') =>
      saveFile(
        await askFile(`/v1/import-templates/${kind}?format=${format}`),
        `${t(`imports.kind.${kind}`)}.${format}`,
      ),
  });
  return (
    <section className="card">
      <h2>{t('imports.templateTitle')}</h2>
      <p>{t('imports.templateWhat')}</p>
      <div className="buttons">
        {(['xlsx', 'csv'] as const).map((format) => (
          <button
            key={format}
            type="button"
            className="button"
            disabled={download.isPending}
            onClick={() => download.mutate(format)}
            data-testid={`template-${format}`}
          >
            {t(`imports.template.${format}`)}
          </button>
        ))}
      </div>
      <FailureNotice failure={download.error} />
    </section>
  );
}

function FileChoice({
  file,
  busy,
  onChoose,
  onCheck,
}: {
  file: File | null;
  busy: boolean;
  onChoose: (file: File | null) => void;
  onCheck: () => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="card form">
      <h2>{t('imports.fileTitle')}</h2>
      <p>{t('imports.fileWhat')}</p>
      <input
        type="file"
        accept=".csv,.xlsx"
        aria-label={t('imports.fileTitle')}
        onChange={(event) => onChoose(event.target.files?.[0] ?? null)}
        data-testid="import-file"
      />
      <button
        type="button"
        className="button button-main"
        disabled={busy || file === null}
        onClick={onCheck}
        data-testid="check-file"
      >
        {busy ? t('shared.sending') : t('imports.check')}
      </button>
    </section>
  );
}
