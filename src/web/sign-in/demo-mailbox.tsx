import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../shared/http.ts';

interface DevelopmentMessage {
  at: string;
  text: string;
  code: string | null;
}

/** Stands in for the text message, which nobody sends in the demo town. */
export function DemoMailbox({
  phone,
  requestedAt,
  onUse,
}: {
  phone: string;
  /** Tells one request from the next: what was read for the former holds a dead code. */
  requestedAt: number;
  onUse: (code: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  const messages = useQuery({
    queryKey: ['development-messages', phone, requestedAt],
    queryFn: () =>
      send<{ items: DevelopmentMessage[] }>('GET', `/v1/development-messages?phone=${phone}`),
    refetchInterval: 2_000,
  });
  const latest = newest(messages.data?.items ?? []);
  return (
    <section className="demo" aria-live="polite" data-testid="demo-mailbox">
      <h2>{t('signIn.demoMailbox')}</h2>
      {latest === null ? (
        <p className="soft">{t('signIn.demoMailboxEmpty')}</p>
      ) : (
        <>
          <p className="big-digits" data-testid="demo-code">
            {latest.code}
          </p>
          <button
            type="button"
            className="button"
            onClick={() => onUse(latest.code ?? '')}
            data-testid="use-demo-code"
          >
            {t('signIn.useDemoCode')}
          </button>
        </>
      )}
    </section>
  );
}

function newest(messages: DevelopmentMessage[]): DevelopmentMessage | null {
  const [first, ...others] = messages.filter((message) => message.code !== null);
  if (first === undefined) return null;
  return others.reduce((latest, each) => (each.at > latest.at ? each : latest), first);
}
