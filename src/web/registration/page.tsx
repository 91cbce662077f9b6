import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import type { Me } from '../shared/contract.ts';
import { Loading } from '../shared/loading.tsx';
import { Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { RegistrationForm } from './form.tsx';
import { MyRegistration } from './my-registration.tsx';
import { useWards, Wards } from './wards.tsx';

/** For those who have no page of their own: what became of a registration, or the form. */
export function Registration({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const state = person.volunteer?.state;
  const mayRegister = state === undefined || state === 'rejected' || state === 'cancelled';
  const wards = useWards();
  // Also after the last answer, which leaves no ward.
  const cameAsGuardian = useRef(false);
  if ((wards.data?.length ?? 0) > 0) cameAsGuardian.current = true;
  const [own, setOwn] = useState(false);
  // Whoever came to answer for a child is not asked who they are first.
  const onlyGuardian = cameAsGuardian.current && state === undefined && !own;
  return (
    <Page title={t(onlyGuardian ? 'registration.ward.pageTitle' : 'registration.title')}>
      {person.roles.length > 0 && <OtherRoles roles={person.roles} />}
      <Wards agreed />
      {state !== undefined && <MyRegistration />}
      {wards.isPending && <Loading rows={1} />}
      {onlyGuardian && (
        <button
          type="button"
          className="button"
          onClick={() => setOwn(true)}
          data-testid="register-too"
        >
          {t('registration.ward.own')}
        </button>
      )}
      {mayRegister && !onlyGuardian && !wards.isPending && (
        <>
          <p>{t('registration.why')}</p>
          <RegistrationForm />
        </>
      )}
    </Page>
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
