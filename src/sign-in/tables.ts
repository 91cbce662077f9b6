import {
  bigint,
  boolean,
  date,
  integer,
  pgSchema,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes } from '../kit/columns.ts';

/** Made with the persons, when signing in was a part of theirs. */
const people = pgSchema('people');
const signIn = pgSchema('sign_in');

export const signInCode = people.table(
  'sign_in_code',
  {
    book: integer('book').notNull(),
    phoneIndex: bytes('phone_index').notNull(),
    codeMac: bytes('code_mac').notNull(),
    expiresAt: at('expires_at').notNull(),
    tries: integer('tries').notNull().default(0),
    sentAt: at('sent_at').notNull(),
    sentOn: date('sent_on', { mode: 'string' }).notNull(),
    sentToday: integer('sent_today').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.phoneIndex] })],
);

export const session = people.table(
  'session',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    personId: uuid('person_id').notNull(),
    currentHash: bytes('current_hash').notNull(),
    previousHash: bytes('previous_hash'),
    replacedAt: at('replaced_at'),
    secondFactor: boolean('second_factor').notNull(),
    sharedDevice: boolean('shared_device').notNull(),
    device: text('device'),
    address: text('address'),
    createdAt: at('created_at').notNull(),
    lastUsedAt: at('last_used_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    confirmedAt: at('confirmed_at').notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const password = signIn.table(
  'password',
  {
    book: integer('book').notNull(),
    id: uuid('id').notNull(),
    personId: uuid('person_id').notNull(),
    hash: text('hash').notNull(),
    setAt: at('set_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.id] })],
);

export const authenticator = signIn.table(
  'authenticator',
  {
    book: integer('book').notNull(),
    personId: uuid('person_id').notNull(),
    secretSealed: bytes('secret_sealed').notNull(),
    lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0),
    addedAt: at('added_at').notNull(),
    confirmedAt: at('confirmed_at'),
  },
  (t) => [primaryKey({ columns: [t.book, t.personId] })],
);

export const recoveryCode = signIn.table(
  'recovery_code',
  {
    book: integer('book').notNull(),
    personId: uuid('person_id').notNull(),
    mac: bytes('mac').notNull(),
    usedAt: at('used_at'),
  },
  (t) => [primaryKey({ columns: [t.book, t.personId, t.mac] })],
);

export const credentialReset = signIn.table(
  'credential_reset',
  {
    book: integer('book').notNull(),
    personId: uuid('person_id').notNull(),
    codeMac: bytes('code_mac').notNull(),
    resetAt: at('reset_at').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.personId] })],
);

export const failure = signIn.table(
  'failure',
  {
    book: integer('book').notNull(),
    phoneIndex: bytes('phone_index').notNull(),
    tries: integer('tries').notNull(),
    lockedUntil: at('locked_until'),
    lastAt: at('last_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.phoneIndex] })],
);

export const tokenKey = signIn.table(
  'token_key',
  {
    book: integer('book').notNull(),
    number: integer('number').notNull(),
    addedAt: at('added_at').notNull(),
    signsFrom: at('signs_from').notNull(),
    retiresAt: at('retires_at'),
  },
  (t) => [primaryKey({ columns: [t.book, t.number] })],
);

export const pin = signIn.table(
  'pin',
  {
    book: integer('book').notNull(),
    sessionId: uuid('session_id').notNull(),
    hash: text('hash').notNull(),
    tries: integer('tries').notNull().default(0),
    lockedUntil: at('locked_until'),
    setAt: at('set_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.book, t.sessionId] })],
);
