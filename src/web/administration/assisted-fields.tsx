import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConsentChoice } from '../registration/consent-choice.tsx';
import { Declaration } from '../registration/declaration.tsx';
import { DocumentFields } from '../registration/document-fields.tsx';
import { GuardianFields } from '../registration/guardian-fields.tsx';
import { CategoryFields, SkillFields, TimeFields } from '../registration/offer-fields.tsx';
import { Choice } from '../shared/field.tsx';
import { LineField } from '../shared/line-field.tsx';
import { RegionChoice } from '../shared/region-choice.tsx';
import { Tick } from '../shared/tick.tsx';
import type { AssistedDraft } from './assisted-draft.ts';

interface Fields {
  draft: AssistedDraft;
  change: (part: Partial<AssistedDraft>) => void;
  errorAt: (pointer: string) => string | null;
}

/** 67号令 Art. 5 in its order: name, sex and birthday by the document, residence, how to be reached. */
export function AssistedPerson({
  draft,
  change,
  errorAt,
  communities,
}: Fields & { communities: { code: string; name: string }[] | null }): ReactNode {
  const { t } = useTranslation();
  const line = (field: 'name' | 'phone' | 'address') => ({
    value: draft[field],
    error: errorAt(`/${field}`),
    onChange: (text: string) => change({ [field]: text }),
    testId: `assisted-${field}`,
  });
  return (
    <fieldset className="card form-wide">
      <legend className="full">{t('desk.assisted.person')}</legend>
      <LineField label={t('registration.name')} maxLength={40} required {...line('name')} />
      <DocumentFields document={draft} onChange={change} errorAt={errorAt} testId="assisted" />
      {communities === null ? (
        <RegionChoice
          onChoose={(residenceRegion) => change({ residenceRegion })}
          error={errorAt('/residenceRegion')}
        />
      ) : (
        <Choice
          label={t('desk.assisted.community')}
          value={draft.residenceRegion}
          onChoose={(residenceRegion) => change({ residenceRegion })}
          options={communities}
          ask={t('registration.choose')}
          error={errorAt('/residenceRegion')}
          testId="assisted-community"
        />
      )}
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
