import type { Clock, Instant } from './clock.ts';
import type { Cursors } from './cursor.ts';
import type { Db, Transact, Tx } from './db.ts';
import type { Logger } from './log.ts';
import type { MessageSender } from './messages.ts';
import type { Passwords } from './passwords.ts';
import type { Queues } from './queue.ts';
import type { Vault } from './seal.ts';
import type { Tokens } from './tokens.ts';

/** Where staff of the city have an account already (OpenID Connect). */
export interface IdentityProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  scope: string;
  /** The claim that holds the phone; the same name with `_verified` says whether it was verified. */
  phoneClaim: string;
  /** Where browsers reach this service. */
  publicUrl: string;
  timeoutSeconds: number;
}

/** The gateway of the city that sends text messages. */
export interface MessageWebhook {
  url: string;
  /** What messages are signed with. */
  secret: string;
  timeoutSeconds: number;
}

/** Somebody who serves no more, under this id at least. */
export interface Served {
  book: number;
  personId: string;
  /** Who goes on, where it was a second registration of one person. */
  mergedInto?: string | undefined;
}

/** A body that is filed no more: it has ended, or was registered. */
export interface FiledNoMore {
  book: number;
  organisationId: string;
}

/** What an operation may use. Opened and closed in `src/deps.ts` and nowhere else. */
export interface Deps {
  readonly db: Db;
  /** One transaction on `db`, run again when PostgreSQL asks for it. */
  readonly transact: Transact;
  readonly clock: Clock;
  readonly log: Logger;
  readonly vault: Vault;
  readonly tokens: Tokens;
  readonly passwords: Passwords;
  readonly cursors: Cursors;
  readonly messages: MessageSender;
  readonly queues: Queues;
  /** The book (city) that this deployment serves: its sessions with PostgreSQL see no other. */
  readonly book: number;
  /** Outside of the database: where signed checkpoints of the books are written. */
  readonly checkpointFolder: string;
  readonly identityProvider: IdentityProvider | undefined;
  /** What slices further down do in the same transaction when somebody serves no more. */
  readonly whenServingEnds: readonly ((tx: Tx, who: Served) => Promise<void>)[];
  /** What slices further down do in the same transaction when a body is filed no more. */
  readonly whenFiledNoMore: readonly ((tx: Tx, body: FiledNoMore, now: Instant) => Promise<void>)[];
  /** True in the demonstration town: demo logins and the development mailbox exist only there. */
  readonly demo: boolean;
}
