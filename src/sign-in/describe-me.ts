import {
  type Action,
  type Actor,
  actionsOf,
  appointableBy,
  type CurrentRole,
  isStaffRole,
  type Role,
  roles,
  rolesOf,
} from '../access/index.ts';
import { type Instant, minutesPerDay, plusMinutes } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import type { Text } from '../kit/refusal.ts';
import { maskedPhones, maskedVolunteers, type VolunteerState } from '../people/index.ts';
import { type Rules, rulesInForce } from '../rules/index.ts';
import { countRecoveryCodes, findAuthenticator, findPasswords } from './credential-store.ts';
import { passwordEnd } from './password.ts';
import { findReset } from './reset-store.ts';
import { findSession } from './session-store.ts';

/** Who is signed in, with personal data masked, and what that person may do. */
export interface Me {
  id: string;
  /** Null for somebody who has just left. */
  phone: string | null;
  roles: { role: Role; name: Text; scope: string; scopeName: string }[];
  /** Actions of the policy that are for the person's roles; of a single thing, the thing says more. */
  may: Action[];
  /** Roles that the person may give to others. */
  mayAppoint: Role[];
  /** For who holds a staff role: whether a second factor is set up, or a code is needed to set it up anew, and what this session lacks without it. */
  staff: {
    enrolled: boolean;
    resetPending: boolean;
    recoveryCodesLeft: number;
    /** When the password expires; null while that is further off than the notice of the rule set. */
    passwordEndsAt: string | null;
    withheld: { role: Role; name: Text }[];
  } | null;
  volunteer: { id: string; number: string; name: string; state: VolunteerState } | null;
}

/** What a session carries: the person as described, and the roles for the token. */
export interface Described {
  me: Me;
  held: CurrentRole[];
}

/**
 * Describes a person by the roles that are held at this moment, which a token then carries. Without a second factor it
 * carries no staff role of who has one, nor, where the rule set says so, of anybody (GB/T 22239-2019 8.1.4.1 d).
 */
export async function describeMe(
  deps: Pick<Deps, 'vault' | 'clock'>,
  db: Db | Tx,
  { book, personId }: Pick<Actor, 'book' | 'personId'>,
  secondFactor: boolean,
): Promise<Described> {
  const phone = (await maskedPhones(deps, db, book, [personId])).get(personId) ?? null;
  const volunteer = (await maskedVolunteers(deps, db, book, [personId])).get(personId);
  const now = await deps.clock.now(db);
  const all = await rolesOf(db, book, personId, now);
  const { staff, carries } = await staffState(db, book, personId, all, secondFactor, now);
  const held = all.filter(({ role }) => carries || !isStaffRole(role));
  const actor: Actor = { book, personId, sessionId: '', roles: held };
  const me: Me = {
    id: personId,
    phone,
    roles: held.map(({ role, scope, scopeName }) => ({
      ...{ role, name: roles[role].name, scope, scopeName },
    })),
    may: actionsOf(actor),
    mayAppoint: appointableBy(actor),
    staff,
    volunteer: volunteer ? { id: personId, ...volunteer } : null,
  };
  return { me, held };
}

async function staffState(
  db: Db | Tx,
  book: number,
  personId: string,
  all: CurrentRole[],
  secondFactor: boolean,
  now: Instant,
): Promise<{ staff: Me['staff']; carries: boolean }> {
  const names = [...new Set(all.map(({ role }) => role).filter(isStaffRole))];
  if (names.length === 0) return { staff: null, carries: false };
  const enrolled = Boolean((await findAuthenticator(db, book, personId))?.confirmedAt);
  const rules = await rulesInForce(db, book, String(book), now);
  const resetPending = Boolean(await findReset(db, book, personId));
  const needed = enrolled || resetPending || rules.get('sign_in.second_factor_from_first_day');
  const carries = secondFactor || !needed;
  const withheld = carries ? [] : names.map((role) => ({ role, name: roles[role].name }));
  const recoveryCodesLeft = enrolled ? await countRecoveryCodes(db, book, personId) : 0;
  const passwordEndsAt = enrolled ? await endOfPassword(db, book, personId, rules, now) : null;
  const staff = { enrolled, resetPending, recoveryCodesLeft, passwordEndsAt, withheld };
  return { staff, carries };
}

async function endOfPassword(
  db: Db | Tx,
  book: number,
  personId: string,
  rules: Rules,
  now: Instant,
): Promise<string | null> {
  const [password] = await findPasswords(db, book, personId, 1);
  if (!password) return null;
  const endsAt = passwordEnd(password.setAt, rules);
  const noticeFrom = plusMinutes(endsAt, -rules.get('password.notice_days') * minutesPerDay);
  return noticeFrom <= now ? endsAt.toISOString() : null;
}

/** Describes the caller as their session would be described if it were renewed now. */
export async function describeCaller(
  deps: Pick<Deps, 'vault' | 'clock' | 'db'>,
  { book, personId, sessionId }: Actor,
): Promise<Me> {
  const session = await findSession(deps.db, book, sessionId);
  return (await describeMe(deps, deps.db, { book, personId }, session?.secondFactor ?? false)).me;
}
