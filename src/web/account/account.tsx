import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { OwnCorrections } from '../registration/own-corrections.tsx';
import { Wards } from '../registration/wards.tsx';
import type { Me } from '../shared/contract.ts';
import { Page } from '../shared/page.tsx';
import { useRoute } from '../shared/route.ts';
import { Enrolment } from './enrolment.tsx';
import { OwnData } from './own-data.tsx';
import { PasswordChange } from './password-change.tsx';
import { Sessions } from './sessions.tsx';
import './account.css';

/** How one signs in, where one is signed in, and what is kept about oneself. */
export default function Account({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const { segments } = useRoute();
  if (segments[1] === 'enrolment') {
    return <Enrolment needsResetCode={person.staff?.resetPending ?? false} />;
  }
  if (segments[1] === 'corrections') return <OwnCorrections />;
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
      {staff?.enrolled && staff.withheld.length === 0 && <PasswordChange />}
      <Wards agreed />
      {person.may.includes('correction.ask') && (
        <a className="button" href="#/account/corrections" data-testid="own-corrections">
          {t('desk.ownCorrections.title')}
        </a>
      )}
      <a className="button" href="#/groups" data-testid="groups">
        {t('organisations.groups.title')}
      </a>
      <Sessions />
      <OwnData />
    </Page>
  );
}
