import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CorrectionField } from '../registration/contract.ts';
import { bodyOf, editOf, OfferEditFields } from '../registration/offer-edit.tsx';
import { WantedField } from '../registration/wanted-field.tsx';
import { Choice } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { LineField } from '../shared/line-field.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import type { Acting } from './on-behalf.tsx';

/** What the person wants to do and when, as they say it at the desk. */
export function OfferFor({ volunteer, ready, busy, failure, act }: Acting): ReactNode {
  const { t } = useTranslation();
  const { edit: before, others } = editOf(volunteer);
  const [edit, setEdit] = useState(before);
  const [health, setHealth] = useState('');
  const refusal = failure instanceof Refusal ? failure : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const healthLimits = health.trim() === '' ? {} : { healthLimits: health.trim() };
    act({ method: 'PUT', path: 'offer', body: { ...bodyOf(edit, others), ...healthLimits } });
  };
  return (
    <details data-testid="behalf-offer">
      <summary>{t('desk.onBehalf.offer')}</summary>
      <form className="form" onSubmit={submit}>
        <OfferEditFields
          edit={edit}
          others={others}
          onChange={(part) => setEdit((now) => ({ ...now, ...part }))}
          errorAt={(pointer) => refusal?.below(pointer) ?? null}
        />
        <LineField
          label={t('registration.own.health')}
          hint={t('desk.onBehalf.healthHint')}
          long
          maxLength={500}
          value={health}
          error={refusal?.below('/healthLimits') ?? null}
          onChange={setHealth}
          testId="behalf-health"
        />
        <FailureNotice failure={failure} />
        <button
          type="submit"
          className="button button-main"
          disabled={!ready || busy}
          data-testid="behalf-save-offer"
        >
          {t('desk.onBehalf.saveOffer')}
        </button>
      </form>
    </details>
  );
}

const fields: CorrectionField[] = [
  'name',
  'id_number',
  'sex',
  'birth_date',
  'residence_region',
  'address',
  'phone',
];

/** What is wrong in a registration, entered at the desk; a colleague decides. */
export function CorrectionFor({ ready, busy, failure, act }: Acting): ReactNode {
  const { t } = useTranslation();
  const [field, setField] = useState<CorrectionField | ''>('');
  const [wanted, setWanted] = useState('');
  const [reason, setReason] = useState('');
  const error = failure instanceof Refusal ? failure.at('/wanted') : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const body = { field, wanted: wanted.trim(), reason: reason.trim() };
    act({ method: 'POST', path: 'corrections', body });
  };
  return (
    <details data-testid="behalf-correction">
      <summary>{t('desk.onBehalf.correction')}</summary>
      <form className="form" onSubmit={submit}>
        <p>{t('desk.onBehalf.correctionMeaning')}</p>
        <Choice
          label={t('desk.ownCorrections.field')}
          value={field}
          onChoose={(chosen) => {
            setField(chosen as CorrectionField | '');
            setWanted('');
          }}
          options={fields.map((code) => ({ code, name: t(`desk.corrections.field.${code}`) }))}
          ask={t('registration.choose')}
          testId="behalf-field"
        />
        <WantedField field={field} wanted={wanted} error={error} onChange={setWanted} />
        <LineField
          label={t('desk.ownCorrections.reason')}
          hint={t('desk.ownCorrections.reasonHint')}
          required
          minLength={2}
          maxLength={500}
          value={reason}
          onChange={setReason}
          testId="behalf-reason"
        />
        {error === null && <FailureNotice failure={failure} />}
        <button
          type="submit"
          className="button button-main"
          disabled={!ready || busy}
          data-testid="behalf-ask"
        >
          {t('desk.onBehalf.ask')}
        </button>
      </form>
    </details>
  );
}
