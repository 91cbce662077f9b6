import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConsentChoice } from '../registration/consent-choice.tsx';
import type { Sex } from '../registration/contract.ts';
import { Declaration } from '../registration/declaration.tsx';
import { GuardianFields } from '../registration/guardian-fields.tsx';
import { CategoryFields, SkillFields, TimeFields } from '../registration/offer-fields.tsx';
import { Choice } from '../shared/field.tsx';
import { LineField } from '../shared/line-field.tsx';
import { Tick } from '../shared/tick.tsx';
import { type AssistedDraft, type IdType, idTypes, tellsBirth } from './assisted-draft.ts';

interface Fields {
  draft: AssistedDraft;
  change: (part: Partial<AssistedDraft>) => void;
  errorAt: (pointer: string) => string | null;
}

const sexes: Sex[] = ['female', 'male', 'unknown'];

/** 67号令 Art. 5 in its order: name, sex and birthday by the document, residence, how to be reached. */
export function AssistedPerson({
  draft,
  change,
  errorAt,
  communities,
}: Fields & { communities: { code: string; name: string }[] }): ReactNode {
  const { t } = useTranslation();
  const line = (field: 'name' | 'idNumber' | 'phone' | 'address') => ({
    value: draft[field],
    error: errorAt(`/${field}`),
    onChange: (text: string) => change({ [field]: text }),
    testId: `assisted-${field}`,
  });
  return (
    <fieldset className="card form-wide">
      <legend className="full">{t('desk.assisted.person')}</legend>
      <LineField label={t('registration.name')} maxLength={40} required {...line('name')} />
      <Choice
        label={t('desk.assisted.idType')}
        value={draft.idType}
        onChoose={(idType) => change({ idType: (idType || 'resident_id') as IdType })}
        options={idTypes.map((code) => ({ code, name: t(`desk.assisted.idTypes.${code}`) }))}
        ask={t('registration.choose')}
        error={errorAt('/idType')}
        testId="assisted-idType"
      />
      <LineField
        label={t('desk.assisted.idNumber')}
        maxLength={24}
        required
        {...line('idNumber')}
        onChange={(text) => change({ idNumber: text.replace(/\s/g, '').toUpperCase() })}
      />
      {!tellsBirth(draft.idType) && <BirthFields {...{ draft, change, errorAt }} />}
      <Choice
        label={t('desk.assisted.community')}
        value={draft.residenceRegion}
        onChoose={(residenceRegion) => change({ residenceRegion })}
        options={communities}
        ask={t('registration.choose')}
        error={errorAt('/residenceRegion')}
        testId="assisted-community"
      />
      <LineField label={t('desk.assisted.address')} maxLength={200} {...line('address')} />
      <LineField
        label={t('desk.assisted.phone')}
        hint={t('desk.assisted.phoneHint')}
        type="tel"
        maxLength={20}
        {...line('phone')}
      />
    </fieldset>
  );
}

/** Where the number does not tell them. */
function BirthFields({ draft, change, errorAt }: Fields): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <Choice
        label={t('desk.assisted.sex')}
        value={draft.sex}
        onChoose={(sex) => change({ sex: sex as Sex | '' })}
        options={sexes.map((code) => ({ code, name: t(`desk.sex.${code}`) }))}
        ask={t('registration.choose')}
        error={errorAt('/sex')}
        testId="assisted-sex"
      />
      <LineField
        label={t('desk.assisted.birthDate')}
        type="date"
        required
        value={draft.birthDate}
        error={errorAt('/birthDate')}
        onChange={(birthDate) => change({ birthDate })}
        testId="assisted-birthDate"
      />
    </>
  );
}

export function AssistedOffer({ draft, change, errorAt }: Fields): ReactNode {
  const { t } = useTranslation();
  const fields = {
    errorAt,
    offer: draft.offer,
    onChange: (offer: AssistedDraft['offer']) => change({ offer }),
  };
  return (
    <fieldset className="card">
      <legend>{t('desk.assisted.offer')}</legend>
      <CategoryFields {...fields} />
      <SkillFields {...fields} />
      <TimeFields {...fields} />
      <Tick
        words={t('desk.assisted.student')}
        ticked={draft.isStudent}
        onTick={(isStudent) => change({ isStudent })}
        testId="assisted-student"
      />
    </fieldset>
  );
}

/** A minor's guardian signs the paper at the desk, and needs no phone for it. */
export function AssistedGuardian({ draft, change, errorAt }: Fields): ReactNode {
  const { t } = useTranslation();
  return (
    <fieldset className="card">
      <legend>{t('desk.assisted.guardian')}</legend>
      <GuardianFields
        guardian={draft.guardian}
        onChange={(guardian) => change({ guardian })}
        errorAt={errorAt}
        why={t('desk.assisted.guardianPaper')}
      />
    </fieldset>
  );
}

/** What was agreed to on paper, where that paper is, and that the person signed it (67号令 Art. 6). */
export function AssistedConsents({
  draft,
  change,
  errorAt,
  minor,
}: Fields & { minor: boolean }): ReactNode {
  const { t } = useTranslation();
  return (
    <fieldset className="card">
      <legend>{t(`desk.assisted.${minor ? 'consentsAfterGuardian' : 'consents'}`)}</legend>
      <ConsentChoice
        purpose="location"
        agreed={draft.location}
        onChoose={(location) => change({ location })}
        error={errorAt('/location')}
      />
      <Tick
        words={t('desk.assisted.healthAgreed')}
        ticked={draft.healthAgreed}
        onTick={(healthAgreed) => change({ healthAgreed })}
        testId="assisted-health-agreed"
      />
      {draft.healthAgreed && (
        <LineField
          label={t('desk.assisted.health')}
          hint={t('desk.assisted.healthHint')}
          maxLength={500}
          value={draft.healthLimits}
          error={errorAt('/healthLimits')}
          onChange={(healthLimits) => change({ healthLimits })}
          testId="assisted-health"
        />
      )}
      <LineField
        label={t('desk.assisted.ground')}
        hint={t('desk.assisted.groundHint')}
        minLength={4}
        maxLength={200}
        required
        value={draft.ground}
        error={errorAt('/ground')}
        onChange={(ground) => change({ ground })}
        testId="assisted-ground"
      />
      <Declaration
        words={t('desk.assisted.declaration')}
        declared={draft.declared}
        onDeclare={(declared) => change({ declared })}
      />
    </fieldset>
  );
}
