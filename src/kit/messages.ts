import { desc, eq } from 'drizzle-orm';
import { bigserial, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';
import type { Db } from './db.ts';
import type { Language, Text } from './refusal.ts';

/**
 * What is to be said to a phone. Providers of this country send no free text: a city has a template for each kind approved
 * (模板报备), and its values are filled in there.
 */
export interface Message {
  phone: string;
  kind: string;
  values: Record<string, string>;
  language: Language;
}

export interface MessageSender {
  /** Refuses: messages_unavailable (nothing was sent). Throws anything else when it is not known whether it was. */
  send(message: Message): Promise<void>;
}

const mailbox = pgSchema('kit').table('development_message', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  phone: text('phone').notNull(),
  text: text('text').notNull(),
});

const shownMax = 50;

/** The demonstration's provider: keeps each message, in the words of its kind, where the mailbox page shows it. Never for real people. */
export function developmentMailbox(db: Db, texts: Readonly<Record<string, Text>>): MessageSender {
  return {
    async send({ phone, kind, values, language }) {
      const words = texts[kind]![language];
      const body = words.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
      await db.insert(mailbox).values({ phone, text: body });
    },
  };
}

export async function readDevelopmentMailbox(db: Db, phone?: string) {
  return db
    .select()
    .from(mailbox)
    .where(phone ? eq(mailbox.phone, phone) : undefined)
    .orderBy(desc(mailbox.id))
    .limit(shownMax);
}
