import { isStaffRole, rolesOf } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { plusMinutes } from '../kit/clock.ts';
import type { Deps, IdentityProvider } from '../kit/deps.ts';
import { Refusal } from '../kit/refusal.ts';
import { findPersonByPhone, readPhone } from '../people/index.ts';
import type { Errand, openIdentityProvider } from './identity-provider.ts';
import { refuse } from './refusals.ts';
import { issue, type OpenedSession, type Place, startSession } from './start-session.ts';

const errandMinutes = 10;
const errandPlace = { table: 'sign_in.cookie', column: 'errand', row: 'identity-provider' };

/** The errand as a cookie that nobody else can read or make, good for ten minutes. */
export async function sealErrand(deps: Deps, errand: Errand): Promise<string> {
  const until = plusMinutes(await deps.clock.now(deps.db), errandMinutes);
  return deps.vault.seal(errandPlace, JSON.stringify({ ...errand, until })).toString('base64url');
}

/** Refuses: provider_sign_in_failed. */
async function openErrand(deps: Deps, cookie: string | undefined): Promise<Errand> {
  let errand: Errand & { until: string };
  try {
    errand = JSON.parse(deps.vault.open(errandPlace, Buffer.from(cookie ?? '', 'base64url')));
  } catch {
    throw refuse('provider_sign_in_failed');
  }
  if (errand.until <= (await deps.clock.now(deps.db)).toISOString())
    throw refuse('provider_sign_in_failed');
  return errand;
}

/**
 * Signs in a member of staff whom the identity provider vouches for: the phone that it has verified is that of somebody with
 * a staff role here; nobody is added. Staff roles are carried when the provider says that it has seen more than one factor
 * (`amr` contains mfa, RFC 8176).
 * Refuses: provider_sign_in_failed, provider_person_unknown, provider_unavailable.
 */
export async function openProviderSession(
  deps: Deps,
  settings: IdentityProvider,
  provider: ReturnType<typeof openIdentityProvider>,
  came: { search: string; cookie: string | undefined; place: Place },
): Promise<OpenedSession> {
  const { book } = deps;
  const claims = await openErrand(deps, came.cookie)
    .then((errand) => provider.claimsOf(came.search, errand))
    .catch((error) => refuseInLog(deps, settings, error));
  const phone = claims[settings.phoneClaim];
  const isVerified = claims[`${settings.phoneClaim}_verified`] === true;
  const personId =
    typeof phone === 'string' && isVerified ? await staffWith(deps, book, phone) : undefined;
  if (personId === undefined) {
    return refuseInLog(deps, settings, refuse('provider_person_unknown'), claims.sub);
  }
  const { amr } = claims;
  const secondFactor = Array.isArray(amr) && amr.includes('mfa');
  const started = await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    const who = { book, personId, secondFactor, place: came.place };
    return startSession(deps, tx, who, now, { after: { provider: settings.issuer } });
  });
  return issue(deps, book, started);
}

/** Throws what went wrong; a refused sign-in is in the log, a provider that is away is none. */
async function refuseInLog(
  deps: Deps,
  { issuer }: IdentityProvider,
  error: unknown,
  subject?: string,
): Promise<never> {
  if (error instanceof Refusal && error.code !== 'provider_unavailable') {
    const object = { kind: 'identity_provider', id: issuer };
    const after = { reason: error.code, ...(subject === undefined ? {} : { subject }) };
    await deps.transact((tx) => record(tx, deps.book, { action: 'session.refuse', object, after }));
  }
  throw error;
}

async function staffWith(deps: Deps, book: number, text: string): Promise<string | undefined> {
  let phone: string;
  try {
    phone = readPhone(text);
  } catch {
    return undefined;
  }
  const person = await findPersonByPhone(deps.db, book, deps.vault.index('phone', phone));
  if (!person) return undefined;
  const held = await rolesOf(deps.db, book, person.id, await deps.clock.now(deps.db));
  return held.some(({ role }) => isStaffRole(role)) ? person.id : undefined;
}
