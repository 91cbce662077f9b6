import { join, resolve } from 'node:path';
import { withdrawSignUps } from './activities/index.ts';
import { type Config, ConfigError } from './config.ts';
import { endChanges } from './filings/index.ts';
import { type Clock, createClock } from './kit/clock.ts';
import { openCursors } from './kit/cursor.ts';
import { type OpenKeyring, openKeyring } from './kit/data-keys.ts';
import { appRole, type Db, openDb, transactOn } from './kit/db.ts';
import { refuse } from './kit/kit-refusals.ts';
import { createLog } from './kit/log.ts';
import { MasterKeyUnknown } from './kit/master-keys.ts';
import { messageWebhook } from './kit/message-webhook.ts';
import { developmentMailbox, type MessageSender } from './kit/messages.ts';
import { openPasswords } from './kit/passwords.ts';
import { openQueues } from './kit/queue.ts';
import { openVault } from './kit/seal.ts';
import { openTokens } from './kit/tokens.ts';
import { type LedgerDeps, openLanes } from './ledger/index.ts';
import { messageTexts, tokenKeys } from './sign-in/index.ts';

export interface OpenDeps extends LedgerDeps {
  readonly keyring: OpenKeyring;
  close(): Promise<void>;
}

/** Opens everything an operation may use; `close` gives it all back, in the opposite order. */
export async function openDeps(
  config: Config,
  {
    databaseUrl,
    masterKey,
    clock = createClock(),
  }: { databaseUrl: string; masterKey: string; clock?: Clock },
): Promise<OpenDeps> {
  const log = createLog(config.LOG_LEVEL);
  const { db, close } = openDb(databaseUrl, {
    connectionsMax: config.DATABASE_CONNECTIONS,
    role: appRole,
    book: config.BOOK,
  });
  const master = Buffer.from(masterKey, 'base64');
  const keyring = await openKeyring(db, config.BOOK, master, {
    onRetired: () =>
      log.error('the master key of this process was retired: start it anew with the present one'),
    onFailed: (err) => log.warn({ err }, 'the data keys could not be read'),
  }).catch(async (error) => {
    await close();
    throw error instanceof MasterKeyUnknown ? new ConfigError(unknownMaster) : error;
  });
  const vault = openVault(keyring.root, keyring);
  const lanes = openLanes(databaseUrl);
  const { REDIS_URL: redisUrl, BOOK: book } = config;
  const queues = await openQueues({ databaseUrl, redisUrl, book, log });
  return {
    db,
    transact: transactOn(db),
    clock,
    log,
    vault,
    keyring,
    tokens: openTokens(vault, () => tokenKeys(db, config.BOOK)),
    passwords: openPasswords(vault),
    cursors: openCursors(vault),
    messages: messagesOf(config, db),
    queues,
    lanes,
    book: config.BOOK,
    checkpointFolder: resolve(config.CHECKPOINT_DIR ?? join(config.DATA_DIR, 'checkpoints')),
    identityProvider: config.identityProvider,
    whenServingEnds: [withdrawSignUps],
    whenFiledNoMore: [endChanges],
    demo: config.demo,
    async close() {
      keyring.close();
      await queues.close();
      await lanes.close();
      await close();
    },
  };
}

const unknownMaster =
  '主密钥（MASTER_KEY）打不开这个数据库。/ MASTER_KEY is not the one of this database.';

function messagesOf({ messages }: Config, db: Db): MessageSender {
  if (messages === 'mailbox') return developmentMailbox(db, messageTexts);
  return messages ? messageWebhook(messages) : noProvider;
}

/** Until a city brings its SMS provider, a code cannot be sent, and that is said instead of swallowed. */
const noProvider: MessageSender = {
  async send() {
    throw refuse('messages_unavailable');
  },
};
