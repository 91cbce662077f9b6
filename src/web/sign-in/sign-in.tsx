import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { useRoute } from '../shared/route.ts';
import { Segments } from '../shared/segments.tsx';
import type { WhySignedOut } from '../shared/session.ts';
import { useTown } from '../shared/use-town.ts';
import { PhoneSignIn } from './phone-sign-in.tsx';
import { StaffSignIn } from './staff-sign-in.tsx';
import './sign-in.css';

type Way = 'phone' | 'staff';

export function SignIn({ because }: { because: WhySignedOut }): ReactNode {
  const { t } = useTranslation();
  const town = useTown();
  const { segments } = useRoute();
  const refused = segments[0] === 'sign-in-refused' ? segments[1] : undefined;
  const [way, setWay] = useState<Way>(refused === undefined ? 'phone' : 'staff');
  const options: { value: Way; words: string }[] = [
    { value: 'phone', words: t('signIn.way.phone') },
    { value: 'staff', words: t('signIn.way.staff') },
  ];
  return (
    <Page title={t('signIn.title')}>
      <p className="soft">{t('signIn.welcome')}</p>
      {because === 'ended' && (
        <Notice tone="warning" title={t('signIn.ended')} testId="session-ended" />
      )}
      {because === 'left' && <Notice tone="done" title={t('signIn.left')} testId="has-left" />}
      {refused !== undefined && (
        <Notice tone="refused" title={t(providerRefusal(refused))} testId="provider-refused" />
      )}
      <FailureNotice failure={town.error} retry={() => void town.refetch()} />
      <Segments label={t('signIn.way.label')} chosen={way} onChoose={setWay} options={options} />
      {way === 'phone' && <PhoneSignIn town={town.data} />}
      {way === 'staff' && <StaffSignIn provider={town.data?.identityProvider === true} />}
      <nav className="buttons" aria-label={t('signIn.open')}>
        <a className="button" href="#/stations" data-testid="find-station">
          {t('organisations.stations.directory')}
        </a>
        <a className="button" href="#/organisations">
          {t('organisations.title')}
        </a>
      </nav>
    </Page>
  );
}

const providerRefusals = [
  'provider_person_unknown',
  'provider_unavailable',
  'sign_in_too_often',
] as const;

/** The sentence for what the identity provider's sign-in ended with; the address may hold anything. */
function providerRefusal(code: string) {
  const known = providerRefusals.find((one) => one === code) ?? 'provider_sign_in_failed';
  return `signIn.refused.${known}` as const;
}
