import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { OwnCorrections } from '../registration/own-corrections.tsx';
import { OwnOffer } from '../registration/own-offer.tsx';
import { Registration } from '../registration/page.tsx';
import { Wards } from '../registration/wards.tsx';
import type { Me } from '../shared/contract.ts';
import { Page } from '../shared/page.tsx';
import { useRoute } from '../shared/route.ts';
import { Enrolment } from './enrolment.tsx';
import { OwnData } from './own-data.tsx';
import { OwnRoles } from './own-roles.tsx';
import { PasswordChange } from './password-change.tsx';
import { NewAuthenticator, NewRecoveryCodes, SecondFactor } from './second-factor.tsx';
import { Sessions } from './sessions.tsx';
import './account.css';

/** How one signs in, where one is signed in, and what is kept about oneself. */
export default function Account({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const { segments } = useRoute();
  if (segments[1] === 'enrolment') {
    return <Enrolment needsResetCode={person.staff?.resetPending ?? false} />;
  }
  if (segments[1] === 'authenticator') return <NewAuthenticator />;
  if (segments[1] === 'recovery-codes') return <NewRecoveryCodes />;
  if (segments[1] === 'corrections') return <OwnCorrections />;
  if (segments[1] === 'offer') return <OwnOffer />;
  if (segments[1] === 'registration') return <Registration person={person} back="#/account" />;
  const { staff } = person;
  return (
    <Page title={t('account.title')} back="#/">
      {staff !== null && !staff.enrolled && (
        <section className="card">
          <h2>{t('account.enrol.title')}</h2>
          <p>{t('account.enrol.why')}</p>
          <a className="button button-main" href="#/account/enrolment" data-testid="enrol">
            {t('account.enrol.begin')}
          </a>
        </section>
      )}
      {staff?.enrolled && staff.withheld.length === 0 && (
        <>
          <PasswordChange />
          <SecondFactor codesLeft={staff.recoveryCodesLeft} />
        </>
      )}
      <OwnRoles />
      <Wards agreed />
      <a className="button" href="#/account/registration" data-testid="own-registration">
        {t(`registration.${person.volunteer === null ? 'title' : 'mine.title'}`)}
      </a>
      {person.may.includes('correction.ask') && (
        <>
          <a className="button" href="#/account/offer" data-testid="own-offer">
            {t('registration.own.title')}
          </a>
          <a className="button" href="#/account/corrections" data-testid="own-corrections">
            {t('desk.ownCorrections.title')}
          </a>
        </>
      )}
      <a className="button" href="#/groups" data-testid="groups">
        {t('organisations.groups.title')}
      </a>
      <Sessions />
      <OwnData byAuthenticator={staff?.enrolled ?? false} />
    </Page>
  );
}
