import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskVolunteer } from '../registration/contract.ts';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { LineField } from '../shared/line-field.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { saveFile } from '../shared/save-file.ts';
import { ask } from '../shared/session.ts';
import { ConsentsFor } from './on-behalf-consents.tsx';
import { CorrectionFor, OfferFor } from './on-behalf-forms.tsx';

export interface Deed {
  method: 'POST' | 'PUT';
  /** Below the volunteer. */
  path: string;
  body?: object;
}

const groundMin = 4;

/** What each part of the card needs: one deed at a time, on one ground. */
export interface Acting {
  volunteer: DeskVolunteer;
  ready: boolean;
  busy: boolean;
  failure: Error | null;
  act: (deed: Deed) => void;
}

/** What an officer does for somebody who is there and has signed a paper: all that others do on their phone. */
export function OnBehalf({ volunteer }: { volunteer: DeskVolunteer }): ReactNode {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [ground, setGround] = useState('');
  /** How many corrections were asked for: what was typed for one is not kept for the next. */
  const [asked, setAsked] = useState(0);
  const deed = useDeed(volunteer.id, ground.trim());
  const { may } = volunteer;
  const acting: Acting = {
    volunteer,
    ready: ground.trim().length >= groundMin,
    busy: deed.isPending,
    failure: deed.error,
    act: (one) =>
      deed.mutate(one, {
        onSuccess: () => one.path === 'corrections' && setAsked(asked + 1),
      }),
  };
  const part = (...paths: string[]): Acting => ({
    ...acting,
    failure: paths.includes(deed.variables?.path ?? '') ? deed.error : null,
  });
  return (
    <details
      className="card"
      data-testid="on-behalf"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{t('desk.onBehalf.title')}</summary>
      {isOpen && (
        <>
          <p>{t('desk.onBehalf.what')}</p>
          <LineField
            label={t('desk.onBehalf.ground')}
            hint={t('desk.onBehalf.groundHint')}
            minLength={groundMin}
            maxLength={200}
            value={ground}
            onChange={setGround}
            testId="behalf-ground"
          />
          {!acting.ready && <p className="soft">{t('desk.onBehalf.groundFirst')}</p>}
          {deed.isSuccess && (
            <Notice tone="done" title={t('desk.onBehalf.done')} testId="behalf-done" />
          )}
          {may.includes('act_for') && (
            <>
              <ConsentsFor {...part('consents', 'consent-withdrawals')} />
              <OfferFor {...part('offer')} />
              <CorrectionFor key={asked} {...part('corrections')} />
            </>
          )}
          {may.includes('export_for') && <ExportFor {...part('exports')} />}
          {may.includes('end_for') && <EndFor {...part('endings')} />}
        </>
      )}
    </details>
  );
}

function useDeed(id: string, ground: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ method, path, body }: Deed) => {
      const answer = await ask<unknown>(method, `/v1/volunteers/${id}/${path}`, {
        body: { ...body, ground },
      });
      if (path === 'exports') saveJson(answer);
    },
    // What was taken out is the person's: it does not stay in this browser.
    gcTime: 0,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['volunteer', id] }),
        client.invalidateQueries({ queryKey: ['consents-of', id] }),
      ]),
  });
}

function saveJson(data: unknown): void {
  const file = new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' });
  saveFile(file, 'linli-data.json');
}

function ExportFor({ ready, busy, failure, act }: Acting): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="form">
      <h3>{t('desk.onBehalf.export')}</h3>
      <p>{t('desk.onBehalf.exportMeaning')}</p>
      <FailureNotice failure={failure} />
      <button
        type="button"
        className="button"
        disabled={!ready || busy}
        onClick={() => act({ method: 'POST', path: 'exports' })}
        data-testid="behalf-export"
      >
        {t('desk.onBehalf.exportDo')}
      </button>
    </section>
  );
}

function EndFor({ volunteer, ready, busy, failure, act }: Acting): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <section className="form">
      <h3>{t('desk.onBehalf.end')}</h3>
      <button
        type="button"
        className="button button-danger"
        disabled={!ready || busy}
        onClick={() => setAsking(true)}
        data-testid="behalf-end"
      >
        {t('desk.onBehalf.end')}
      </button>
      {asking && (
        <ConfirmDialog
          title={t('desk.onBehalf.endTitle', { name: volunteer.name })}
          confirm={t('desk.onBehalf.end')}
          busy={busy}
          danger
          onConfirm={() => act({ method: 'POST', path: 'endings' })}
          onClose={() => setAsking(false)}
        >
          <p>{t('desk.onBehalf.endMeaning')}</p>
          <FailureNotice failure={failure} />
        </ConfirmDialog>
      )}
    </section>
  );
}
