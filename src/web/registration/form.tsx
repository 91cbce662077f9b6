import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { RegionChoice } from '../shared/region-choice.tsx';
import { ask, renew } from '../shared/session.ts';
import { ConsentChoice } from './consent-choice.tsx';
import type { Guardian } from './contract.ts';
import { GuardianFields } from './guardian-fields.tsx';
import { isMinor, timesOf } from './offer.ts';
import { OfferFields } from './offer-fields.tsx';
import { PersonFields } from './person-fields.tsx';

const nobody: Guardian = { name: '', relation: '', idNumber: '', phone: '' };
const fields = [
  '/name',
  '/idNumber',
  '/residenceRegion',
  '/categories',
  '/skills',
  '/availability',
];

export function RegistrationForm(): ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [idNumber, setIdNumber] = useState('');
  const [residenceRegion, setResidenceRegion] = useState('');
  const [offer, setOffer] = useState({ categories: [], skills: [], slots: [] } as OfferDraft);
  const [guardian, setGuardian] = useState(nobody);
  const [location, setLocation] = useState<boolean | null>(null);
  const [declared, setDeclared] = useState(false);

  const register = useMutation({
    mutationFn: () =>
      ask('POST', '/v1/volunteers', {
        body: {
          ...{ name: name.trim(), idNumber, residenceRegion, declaration: true },
          ...{ categories: offer.categories, skills: offer.skills },
          availability: timesOf(offer.slots),
          consents: location ? ['location'] : [],
          ...(guardian.name === '' ? {} : { guardian }),
        },
      }),
    // The new role, or that one waits for it, is in the next answer of the session.
    onSuccess: renew,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    register.mutate();
  };
  const refusal = register.error instanceof Refusal ? register.error : null;
  const errorAt = (pointer: string): string | null => refusal?.at(pointer) ?? null;
  const minor = isMinor(idNumber, new Date()) || refusal?.code === 'guardian_needed';
  const shownAtField = [...fields, '/guardian/idNumber', '/guardian/phone'].some(errorAt);

  return (
    <form className="form card" onSubmit={submit}>
      <PersonFields
        name={name}
        idNumber={idNumber}
        onName={setName}
        onIdNumber={setIdNumber}
        errorAt={errorAt}
      />
      {minor && <GuardianFields guardian={guardian} onChange={setGuardian} errorAt={errorAt} />}
      <RegionChoice onChoose={setResidenceRegion} error={errorAt('/residenceRegion')} />
      <OfferFields offer={offer} onChange={setOffer} errorAt={errorAt} />
      <ConsentChoice purpose="location" agreed={location} onChoose={setLocation} />
      <Declaration declared={declared} onDeclare={setDeclared} />
      {!shownAtField && <FailureNotice failure={register.error} />}
      <button
        type="submit"
        className="button button-main button-wide"
        disabled={register.isPending || location === null}
        data-testid="register"
      >
        {register.isPending ? t('shared.sending') : t('registration.submit')}
      </button>
    </form>
  );
}

/** 条例 Art. 7: what is registered is true, accurate and complete. */
function Declaration({
  declared,
  onDeclare,
}: {
  declared: boolean;
  onDeclare: (declared: boolean) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <label className="tick">
      <input
        type="checkbox"
        required
        checked={declared}
        data-testid="declaration"
        onChange={(event) => onDeclare(event.target.checked)}
      />
      <span>{t('registration.declaration')}</span>
    </label>
  );
}

export interface OfferDraft {
  categories: string[];
  skills: string[];
  slots: string[];
}
