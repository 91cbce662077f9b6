import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import type { Me } from '../shared/contract.ts';
import { Loading } from '../shared/loading.tsx';
import { Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { RegistrationForm } from './form.tsx';
import { MyRegistration, useMyRegistration } from './my-registration.tsx';
import { OwnFacts } from './own-facts.tsx';
import { useWards, Wards } from './wards.tsx';

/** What became of one's registration and what stands in it, or the form: also for those who work here. */
export function Registration({ person, back }: { person: Me; back?: string }): ReactNode {
  const { t } = useTranslation();
  const state = person.volunteer?.state;
  const mine = useMyRegistration(state !== undefined);
  // Of two registrations of one person that were merged, the other goes on.
  const hasEnded = state === 'cancelled' && mine.data?.goesOnAs === null;
  const mayRegister = state === undefined || state === 'rejected' || hasEnded;
  const wards = useWards();
  // Also after the last answer, which leaves no ward.
  const cameAsGuardian = useRef(false);
  if ((wards.data?.length ?? 0) > 0) cameAsGuardian.current = true;
  const [own, setOwn] = useState(false);
  // Whoever came to answer for a child is not asked who they are first.
  const onlyGuardian = cameAsGuardian.current && state === undefined && !own;
  return (
    <Page title={t(titleOf(onlyGuardian, mayRegister))} {...(back === undefined ? {} : { back })}>
      {back === undefined && person.roles.length > 0 && <OtherRoles roles={person.roles} />}
      <Wards agreed />
      {state !== undefined && <MyRegistration />}
      {mine.data !== undefined && !hasEnded && (
        <OwnFacts volunteer={mine.data} mayCorrect={person.may.includes('correction.ask')} />
      )}
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
      {mayRegister && !onlyGuardian && !wards.isPending && !mine.isLoading && (
        <>
          <p>{t('registration.why')}</p>
          <RegistrationForm key={mine.data?.id} before={mine.data} />
        </>
      )}
    </Page>
  );
}

const titleOf = (onlyGuardian: boolean, mayRegister: boolean) => {
  if (onlyGuardian) return 'registration.ward.pageTitle';
  return mayRegister ? 'registration.title' : 'registration.mine.title';
};

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
