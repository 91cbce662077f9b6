import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../shared/contract.ts';
import { Icon, type IconName } from '../shared/icons.tsx';
import { useRoute } from '../shared/route.ts';
import { Activities } from './activities.tsx';
import { ActivityPage } from './activity.tsx';
import { Attend } from './attend.tsx';
import { Home } from './home.tsx';
import { PayCodePage } from './pay-code.tsx';
import { Statement } from './statement.tsx';
import './volunteer.css';

type Tab = 'home' | 'activities' | 'payCode' | 'statement';

const tabs: { tab: Tab; href: string; icon: IconName }[] = [
  { tab: 'home', href: '#/', icon: 'home' },
  { tab: 'activities', href: '#/activities', icon: 'activity' },
  { tab: 'payCode', href: '#/pay-code', icon: 'code' },
  { tab: 'statement', href: '#/statement', icon: 'statement' },
];

export function VolunteerFace({ person }: { person: Me }): ReactNode {
  const { segments, query } = useRoute();
  const [first, id, step] = segments;
  if (first === 'activities' && id !== undefined) {
    if (step === 'check-in' || step === 'check-out') {
      const purpose = step === 'check-in' ? 'check_in' : 'check_out';
      return <Attend key={step} id={id} purpose={purpose} scanned={query.get('code') ?? ''} />;
    }
    return <WithTabs open="activities" page={<ActivityPage key={id} id={id} />} />;
  }
  if (first === 'activities') return <WithTabs open="activities" page={<Activities />} />;
  if (first === 'pay-code') return <WithTabs open="payCode" page={<PayCodePage />} />;
  if (first === 'statement') return <WithTabs open="statement" page={<Statement />} />;
  return <WithTabs open="home" page={<Home person={person} />} />;
}

function WithTabs({ open, page }: { open: Tab; page: ReactNode }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {page}
      <nav className="tabs" aria-label={t('volunteer.tabs.label')}>
        {tabs.map(({ tab, href, icon }) => (
          <a
            key={tab}
            href={href}
            aria-current={tab === open ? 'page' : undefined}
            data-testid={`tab-${tab}`}
          >
            <Icon name={icon} />
            {t(`volunteer.tabs.${tab}`)}
          </a>
        ))}
      </nav>
    </>
  );
}
