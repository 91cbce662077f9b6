import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { speak } from '../i18n/index.ts';
import { FailureNotice } from './notice.tsx';
import { signOut } from './session.ts';
import { useTown } from './use-town.ts';

export type FaceName =
  | 'visitor'
  | 'volunteer'
  | 'groups'
  | 'station'
  | 'merchant'
  | 'administration'
  | 'grants';

/** What every face has: the town's name, the language, the way out, and the person's faces. */
export function Shell({
  face,
  signedIn,
  links = [],
  children,
}: {
  face: FaceName;
  signedIn: boolean;
  links?: { href: string; face: FaceName; words: string }[];
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const town = useTown();
  const leaving = useMutation({ mutationFn: signOut });
  return (
    <div className="shell" data-face={face}>
      <header className="top-bar">
        <a className="brand" href="#/">
          <BrandMark />
          <span>{t('shared.brand')}</span>
          <span className="brand-town">{town.data?.name}</span>
        </a>
        <LanguageButton />
        {signedIn && (
          <a className="button button-quiet" href="#/account" data-testid="account">
            {t('shared.account')}
          </a>
        )}
        {signedIn && (
          <button
            type="button"
            className="button button-quiet"
            disabled={leaving.isPending}
            onClick={() => leaving.mutate()}
            data-testid="sign-out"
          >
            {t('shared.signOut')}
          </button>
        )}
      </header>
      {links.length > 1 && (
        <nav className="faces" aria-label={t('shared.faces')}>
          {links.map((link) => (
            <a
              key={link.face}
              href={link.href}
              aria-current={link.face === face ? 'page' : undefined}
              data-testid={`face-${link.face}`}
            >
              {link.words}
            </a>
          ))}
        </nav>
      )}
      <FailureNotice failure={leaving.error} />
      {children}
    </div>
  );
}

function LanguageButton(): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  const change = async (): Promise<void> => {
    await speak(other);
    // The server's words come in the language that was asked for.
    await client.invalidateQueries();
  };
  return (
    <button
      type="button"
      className="button button-quiet"
      lang={other}
      onClick={() => void change()}
      data-testid="language"
    >
      {t('shared.otherLanguage')}
    </button>
  );
}

function BrandMark(): ReactNode {
  return (
    <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M4 17.5 11.5 10l4.5 4.2 4.5-4.2L28 17.5M8 16v9h16v-9" />
      <circle cx="16" cy="20.4" r="2.3" />
    </svg>
  );
}
