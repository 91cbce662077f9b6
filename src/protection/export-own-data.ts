import { type Actor, grantsOfPerson } from '../access/index.ts';
import { listOwnEntries, record } from '../audit/index.ts';
import { listFilings } from '../filings/index.ts';
import type { Page } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import type { Language } from '../kit/refusal.ts';
import { ownMemberships } from '../organisations/index.ts';
import { listStatement } from '../passbook/index.ts';
import {
  findPerson,
  findVolunteer,
  openPhone,
  openVolunteer,
  protectedSince,
  sealsOf,
} from '../people/index.ts';
import { recordsOfVolunteer } from '../records/index.ts';
import { consentsOf, consentView, listOwnCorrections } from '../registration/index.ts';

/** Nobody has more; whoever had would be told that there is more. */
const pagesMax = 200;
const pageLimit = 100;
const recordsMax = pagesMax * pageLimit;

/**
 * Everything that is kept about the person who asks, readable, in one piece (PIPL Art. 45): what was registered, how and
 * on what ground, consents, corrections that were asked for, roles, applications for filing, rosters, hours and points line by line, records, and what others did about
 * them. Logged.
 */
export async function exportOwnData(deps: Deps, actor: Actor, language: Language) {
  const { db } = deps;
  const { book, personId } = actor;
  const statement = (unit: 'HOURS' | 'POINT') =>
    allPages((cursor) =>
      listStatement(deps, actor, {
        unit,
        limit: pageLimit,
        language,
        ...(cursor ? { cursor } : {}),
      }),
    );
  const data = {
    madeAt: (await deps.clock.now(db)).toISOString(),
    person: await ownPerson(deps, actor),
    roles: (await grantsOfPerson(db, book, personId, { limit: pageLimit })).map(
      ({ role, scope, scopeName, validFrom, validTo }) => ({
        role,
        scope,
        scopeName,
        validFrom,
        validTo,
      }),
    ),
    consents: (await consentsOf(db, book, personId)).map(consentView),
    corrections: (await listOwnCorrections(deps, actor)).map(correctionData),
    filings: await allPages((cursor) =>
      listFilings(deps, actor, {
        view: 'mine',
        limit: pageLimit,
        ...(cursor ? { cursor } : {}),
      }),
    ),
    memberships: await ownMemberships(deps, actor),
    hours: await statement('HOURS'),
    points: await statement('POINT'),
    records: await allRecords(deps, actor),
    log: await listOwnEntries(db, book, personId),
  };
  await deps.transact((tx) =>
    record(tx, book, { action: 'person.export', object: { kind: 'person', id: personId } }),
  );
  return data;
}

async function ownPerson(deps: Deps, { book, personId: id }: Actor) {
  const person = await findPerson(deps.db, book, id);
  const volunteer = await findVolunteer(deps.db, book, id);
  const seals = person && sealsOf(deps, person);
  const phone = person && openPhone(deps, person);
  if (!volunteer) return { id, phone };
  const { number, state, reason, residenceRegion, registeredAt, idType, realNameLevel } = volunteer;
  const { channel, organisationId, ground, stepsNeeded, stepsDone } = volunteer;
  const { skills, categories, availability, isStudent } = volunteer;
  const registration = {
    ...{ number, state, reason, residenceRegion, registeredAt, idType, realNameLevel },
    ...{ channel, organisationId, ground, stepsNeeded, stepsDone },
    ...{ skills, categories, availability, isStudent },
  };
  if (!volunteer.nameSealed || !seals) return { id, phone, ...registration };
  return {
    ...{ id, phone, ...registration },
    protectedSince: (await protectedSince(deps.db, book, [id])).get(id) ?? null,
    ...openVolunteer(seals, volunteer),
  };
}

/** What was asked for and answered, without what only a desk needs. */
const correctionData = ({
  field,
  wanted,
  reason,
  state,
  answer,
  askedAt,
}: Awaited<ReturnType<typeof listOwnCorrections>>[number]) => ({
  ...{ field, wanted, reason, state, answer, askedAt },
});

interface Paged {
  items: unknown[];
  /** True when there was more than is shown. */
  more: boolean;
}

async function allPages(read: (cursor: string | null) => Promise<Page<unknown>>): Promise<Paged> {
  const items: unknown[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const { items: some, nextCursor }: Page<unknown> = await read(cursor);
    items.push(...some);
    if (!nextCursor) return { items, more: false };
    cursor = nextCursor;
  }
  return { items, more: true };
}

async function allRecords({ db }: Deps, { book, personId }: Actor): Promise<Paged> {
  const items = await recordsOfVolunteer(db, book, personId, recordsMax);
  return { items, more: items.length === recordsMax };
}
