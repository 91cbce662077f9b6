import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Town } from '../shared/contract.ts';
import { Icon } from '../shared/icons.tsx';

/** The demo town's doors: one press fills the phone and asks for the code. */
export function DemoLogins({
  logins,
  onChoose,
  busy,
}: {
  logins: Town['demoLogins'];
  onChoose: (phone: string) => void;
  busy: boolean;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{t('signIn.demoTitle')}</h2>
      <p className="soft">{t('signIn.demoHint')}</p>
      <div className="demo-logins">
        {logins.map((login) => (
          <button
            key={login.phone}
            type="button"
            className="button demo-login"
            disabled={busy}
            onClick={() => onChoose(login.phone)}
            data-testid={`demo-login-${login.phone}`}
          >
            <span>{login.label}</span>
            <small>{login.phone}</small>
          </button>
        ))}
      </div>
      <a className="button button-quiet" href="/mailbox">
        <Icon name="mail" />
        {t('signIn.mailbox')}
      </a>
    </section>
  );
}
