import { desc, eq } from 'drizzle-orm';
import { bigserial, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';
import type { Db } from './db.ts';

/** Sends a short text to a phone. Cities bring their own SMS provider behind this. */
export interface MessageSender {
  send(phone: string, text: string): Promise<void>;
}

const mailbox = pgSchema('kit').table('development_message', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  phone: text('phone').notNull(),
  text: text('text').notNull(),
});

const shownMax = 50;

/** The demonstration's provider: keeps each text where the mailbox page shows it. Never for real people. */
export function developmentMailbox(db: Db): MessageSender {
  return {
    async send(phone, body) {
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
