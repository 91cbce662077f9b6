import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { Segments } from '../shared/segments.tsx';
import { useTown } from '../shared/use-town.ts';
import { PhoneSignIn } from './phone-sign-in.tsx';
import { StaffSignIn } from './staff-sign-in.tsx';
import './sign-in.css';

type Way = 'phone' | 'staff';

export function SignIn({ because }: { because: 'asked' | 'ended' | 'never' }): ReactNode {
  const { t } = useTranslation();
  const town = useTown();
  const [way, setWay] = useState<Way>('phone');
  const options: { value: Way; words: string }[] = [
    { value: 'phone', words: t('signIn.way.phone') },
    { value: 'staff', words: t('signIn.way.staff') },
  ];
  return (
    <Page title={t('signIn.title')}>
      <p className="soft">{t('signIn.welcome')}</p>
      {because === 'ended' && <Notice tone="warning" title={t('signIn.ended')} />}
      <FailureNotice failure={town.error} retry={() => void town.refetch()} />
      <Segments label={t('signIn.way.label')} chosen={way} onChoose={setWay} options={options} />
      {way === 'phone' && <PhoneSignIn town={town.data} />}
      {way === 'staff' && <StaffSignIn provider={town.data?.identityProvider === true} />}
    </Page>
  );
}
