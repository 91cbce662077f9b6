import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icons.tsx';

let firstPageShown = false;

/** One screen: its name as the only h1, a way back, and the keyboard's focus moved to it. */
export function Page({
  title,
  back,
  wide = false,
  children,
}: {
  title: string;
  back?: string;
  wide?: boolean;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${title} · ${t('shared.brand')}`;
  }, [title, t]);

  useEffect(() => {
    // The browser itself starts a fresh visit at the top; only later pages take the focus.
    if (firstPageShown) heading.current?.focus({ preventScroll: true });
    firstPageShown = true;
    scrollTo(0, 0);
  }, []);

  return (
    <main className={wide ? 'page page-wide' : 'page'}>
      {back !== undefined && (
        <a className="back" href={back} data-testid="back">
          <Icon name="back" />
          {t('shared.back')}
        </a>
      )}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
}
