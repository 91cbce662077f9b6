import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../shared/notice.tsx';
import { QrCode } from '../shared/qr-code.tsx';

/** The secret of an authenticator, to be scanned or typed into an app. */
export function SecretShown({ secret, uri }: { secret: string; uri: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <p>{t('account.enrol.scan')}</p>
      <QrCode text={uri} label={t('account.enrol.qr')} />
      <p className="soft">{t('account.enrol.byHand')}</p>
      <p className="secret" data-testid="secret" data-secret={secret}>
        {secret.replace(/(.{4})(?=.)/g, '$1 ')}
      </p>
    </>
  );
}

/** Recovery codes, which are shown once. */
export function RecoveryCodes({
  done,
  codes,
  onKept,
}: {
  done: string;
  codes: string[];
  onKept: () => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="card">
      <Notice tone="done" title={done} />
      <p>{t('account.enrol.recovery')}</p>
      <ul className="recovery-codes" data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <button
        type="button"
        className="button button-main button-wide"
        onClick={onKept}
        data-testid="codes-kept"
      >
        {t('account.enrol.kept')}
      </button>
    </section>
  );
}
