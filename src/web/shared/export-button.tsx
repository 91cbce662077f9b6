import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from './notice.tsx';
import { saveFile } from './save-file.ts';
import { askFile } from './session.ts';

/** Takes exactly the list that is shown as a workbook. */
export function ExportButton({
  path,
  body,
  name,
}: {
  path: string;
  /** Where what is asked for must not stand in an address. */
  body?: object;
  /** Of the file, without its ending. */
  name: string;
}): ReactNode {
  const { t } = useTranslation();
  const taking = useMutation({
    mutationFn: async () =>
      saveFile(await askFile(path, body === undefined ? {} : { body }), `${name}.xlsx`),
  });
  return (
    <>
      <button
        type="button"
        className="button button-quiet"
        disabled={taking.isPending}
        onClick={() => taking.mutate()}
        data-testid="export"
      >
        {t(taking.isPending ? 'shared.exporting' : 'shared.export')}
      </button>
      <FailureNotice failure={taking.error} />
    </>
  );
}
