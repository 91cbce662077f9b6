import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import type { Me } from '../shared/contract.ts';
import { Field } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { RegionChoice } from '../shared/region-choice.tsx';
import { ask, renew } from '../shared/session.ts';

/** A refusal names its field by pointer; the two about the number may come without one. */
const aboutIdNumber = ['id_number_invalid', 'id_number_registered', 'guardian_consent_required'];

/** For those who have no page of their own. `roles` are what they are all the same. */
export function Registration({ roles }: { roles: Me['roles'] }): ReactNode {
  const { t } = useTranslation();
  return (
    <Page title={t('registration.title')}>
      {roles.length > 0 && <OtherRoles roles={roles} />}
      <p>{t('registration.why')}</p>
      <RegistrationForm />
    </Page>
  );
}

function RegistrationForm(): ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [idNumber, setIdNumber] = useState('');
  const [residenceRegion, setResidenceRegion] = useState('');
  const [declared, setDeclared] = useState(false);

  const register = useMutation({
    mutationFn: () =>
      ask('POST', '/v1/volunteers', {
        body: { name: name.trim(), idNumber, residenceRegion, declaration: true },
      }),
    // The new role is in the next token; with it the volunteer's face opens by itself.
    onSuccess: renew,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    register.mutate();
  };

  const refusal = register.error instanceof Refusal ? register.error : null;
  const errors = {
    name: refusal?.at('/name') ?? null,
    idNumber:
      refusal?.at('/idNumber') ??
      (aboutIdNumber.includes(refusal?.code ?? '') ? (refusal?.title ?? null) : null),
    residence: refusal?.at('/residenceRegion') ?? null,
  };
  const shownAtField = Object.values(errors).some((error) => error !== null);

  return (
    <form className="form card" onSubmit={submit}>
      <Field label={t('registration.name')} error={errors.name}>
        {(describing) => (
          <input
            {...describing}
            required
            autoComplete="name"
            maxLength={50}
            value={name}
            data-testid="name"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t('registration.idNumber')}
        hint={t('registration.idNumberHint')}
        error={errors.idNumber}
      >
        {(describing) => (
          <input
            {...describing}
            required
            autoComplete="off"
            autoCapitalize="characters"
            maxLength={18}
            value={idNumber}
            data-testid="id-number"
            onChange={(event) =>
              setIdNumber(event.target.value.replace(/[^\dXx]/g, '').toUpperCase())
            }
          />
        )}
      </Field>
      <RegionChoice onChoose={setResidenceRegion} error={errors.residence} />
      <label className="tick">
        <input
          type="checkbox"
          required
          checked={declared}
          data-testid="declaration"
          onChange={(event) => setDeclared(event.target.checked)}
        />
        <span>{t('registration.declaration')}</span>
      </label>
      {!shownAtField && <FailureNotice failure={register.error} />}
      <button
        type="submit"
        className="button button-main button-wide"
        disabled={register.isPending}
        data-testid="register"
      >
        {register.isPending ? t('shared.sending') : t('registration.submit')}
      </button>
    </form>
  );
}

function OtherRoles({ roles }: { roles: Me['roles'] }): ReactNode {
  const { t } = useTranslation();
  return (
    <Notice tone="info" title={t('registration.rolesTitle')} testId="roles">
      {roles.map(({ role, name, scope, scopeName }) => (
        <p key={`${role} ${scope}`}>
          {name[currentLanguage()]} · {scopeName}
        </p>
      ))}
      <p className="soft">{t('registration.rolesNote')}</p>
    </Notice>
  );
}
