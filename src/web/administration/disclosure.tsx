import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskVolunteer } from '../registration/contract.ts';
import { Field } from '../shared/field.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';
import { Ticks } from '../shared/ticks.tsx';

const fields = ['name', 'phone', 'id_number', 'address', 'guardian', 'health'] as const;
type DisclosedField = (typeof fields)[number];
type Disclosed = Partial<Record<DisclosedField, string | null>>;

/** Personal data in full, for a reason that the log keeps; never stored, and gone with the page. */
export function Disclosure({ volunteer: { id } }: { volunteer: DeskVolunteer }): ReactNode {
  const { t } = useTranslation();
  const see = useMutation({
    mutationFn: (body: { fields: DisclosedField[]; reason: string }) =>
      ask<Disclosed>('POST', '/v1/disclosures', { body: { volunteerId: id, ...body } }),
    gcTime: 0,
  });
  const shown = see.data;
  return (
    <details className="card" data-testid="disclosure">
      <summary>{t('desk.disclose.title')}</summary>
      {shown === undefined ? (
        <DisclosureForm
          busy={see.isPending}
          failure={see.error}
          onAsk={(body) => see.mutate(body)}
        />
      ) : (
        <>
          <p>{t('desk.disclose.shown')}</p>
          <dl className="facts" data-testid="disclosed">
            {fields
              .filter((field) => shown[field] !== undefined)
              .map((field) => (
                <div key={field}>
                  <dt>{t(`desk.disclose.fields.${field}`)}</dt>
                  <dd>{shown[field] ?? t('desk.facts.none')}</dd>
                </div>
              ))}
          </dl>
          <button type="button" className="button" onClick={see.reset} data-testid="hide">
            {t('desk.disclose.hide')}
          </button>
        </>
      )}
    </details>
  );
}

function DisclosureForm({
  busy,
  failure,
  onAsk,
}: {
  busy: boolean;
  failure: unknown;
  onAsk: (body: { fields: DisclosedField[]; reason: string }) => void;
}): ReactNode {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<DisclosedField[]>([]);
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onAsk({ fields: chosen, reason: reason.trim() });
  };
  return (
    <form className="form" onSubmit={submit}>
      <Ticks
        label={t('desk.disclose.which')}
        hint={t('desk.disclose.why')}
        options={fields.map((value) => ({ value, words: t(`desk.disclose.fields.${value}`) }))}
        chosen={chosen}
        onChoose={setChosen}
        testId="disclose"
      />
      <Field label={t('desk.disclose.reason')}>
        {(describing) => (
          <input
            {...describing}
            required
            minLength={4}
            maxLength={300}
            autoComplete="off"
            value={reason}
            data-testid="disclose-reason"
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <FailureNotice failure={failure} />
      <button
        type="submit"
        className="button"
        disabled={busy || chosen.length === 0}
        data-testid="disclose"
      >
        {busy ? t('shared.sending') : t('desk.disclose.submit')}
      </button>
    </form>
  );
}
