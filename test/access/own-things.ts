import { randomUUID } from 'node:crypto';
import type { Actor } from '../../src/access/index.ts';
import { applyForFiling } from '../../src/filings/apply-for-filing.ts';
import { reviewFiling } from '../../src/filings/review-filing.ts';
import { newId } from '../../src/kit/id.ts';
import { addMember } from '../../src/organisations/add-member.ts';
import { addPersonWithPhone, nationalIdOf } from '../../src/people/index.ts';
import { setProtection } from '../../src/registration/protect.ts';
import { registerVolunteer } from '../../src/registration/register-volunteer.ts';
import { reviewVolunteer } from '../../src/registration/review-volunteer.ts';
import { startSession } from '../../src/sign-in/start-session.ts';
import { filingBody, filingForm } from '../filings/forms.ts';
import { bornYearsAgo, guardianOf, setRules } from '../registration/desks.ts';
import { registration } from '../support/steps.ts';
import type { TestTown } from '../support/town.ts';

/** Things that belong to somebody who has no role, and volunteers who wait for one desk or are seen by few. */
export type OwnKind =
  | 'filing handed in'
  | 'filing sent back'
  | 'membership'
  | 'session'
  | 'ward'
  | 'volunteer at the street'
  | 'volunteer at the district'
  | 'protected volunteer';

export const ownKinds: readonly string[] = [
  'filing handed in',
  'filing sent back',
  'membership',
  'session',
  'ward',
  'volunteer at the street',
  'volunteer at the district',
  'protected volunteer',
] satisfies OwnKind[];

/** Whom a thing is to belong to, and where. */
export interface Owner {
  personId: string;
  phone: string;
  community: string;
  organisation: string;
}

let made = 0;

const as = (book: number, role: 'residents_committee', scope: string): Actor => ({
  ...{ book, personId: randomUUID(), sessionId: '' },
  roles: [{ grant: randomUUID(), role, scope }],
});

export async function makeOwn(
  town: TestTown,
  kind: OwnKind,
  owner: Owner,
): Promise<{ id: string; body: Record<string, unknown> }> {
  const { personId, phone, community, organisation } = owner;
  const { deps } = town;
  const { book } = deps;
  if (kind === 'filing handed in' || kind === 'filing sent back') {
    const who: Actor = { book, personId, sessionId: '', roles: [] };
    const form = { region: community, name: `第${++made}自愿互助队` };
    const { id } = await applyForFiling(deps, who, filingForm(form));
    if (kind === 'filing sent back') {
      const desk = as(book, 'residents_committee', community);
      await reviewFiling(deps, desk, id, {
        ...{ decision: 'return', opinion: '请补充章程', version: 1 },
      });
    }
    return { id, body: filingBody(form) };
  }
  if (kind === 'membership') {
    const head: Actor = {
      ...{ book, personId: randomUUID(), sessionId: '' },
      roles: [{ grant: randomUUID(), role: 'organisation_head', scope: organisation }],
    };
    const person = { name: `王小${'甲乙丙丁戊己庚辛'[++made % 8]}`, phone };
    return { id: (await addMember(deps, head, organisation, person)).id, body: {} };
  }
  if (kind === 'session') {
    const place = { device: null, address: '127.0.0.1', sharedDevice: false };
    const id = await deps.transact(async (tx) => {
      const now = await deps.clock.now(tx);
      const who = { book, personId, secondFactor: false, place };
      return (await startSession(deps, tx, who, now)).sessionId;
    });
    return { id, body: {} };
  }
  if (kind === 'ward') {
    const idNumber = await bornYearsAgo(town, 15, 400 + ++made);
    const form = registration({ idNumber, residenceRegion: community });
    const guardian = guardianOf(phone);
    return { id: await registerNew(town, { ...form, guardian }), body: {} };
  }
  const volunteerId = await makeVolunteer(town, kind, community);
  return { id: volunteerId, body: kind === 'protected volunteer' ? { volunteerId } : {} };
}

async function makeVolunteer(
  town: TestTown,
  kind: 'volunteer at the street' | 'volunteer at the district' | 'protected volunteer',
  community: string,
): Promise<string> {
  const { deps } = town;
  const { book } = deps;
  const n = ++made;
  const date = `19${60 + (n % 30)}1${n % 3}16`;
  const idNumber = nationalIdOf(`120101${date}${String(500 + n).padStart(3, '0')}`);
  const form = registration({ idNumber, residenceRegion: community });
  if (kind === 'protected volunteer') {
    const id = await registerNew(town, form);
    await setProtection(deps, as(book, 'residents_committee', community), id, true);
    return id;
  }
  // How many desks approve is settled when somebody registers.
  await setRules(town, { 'volunteer.approval_steps': 3 });
  const id = await registerNew(town, form);
  await setRules(town, { 'volunteer.approval_steps': 1 });
  const scopes = [community, community.slice(0, 9)];
  const passed = kind === 'volunteer at the street' ? scopes.slice(0, 1) : scopes;
  for (const scope of passed) {
    const role =
      scope === community ? ('residents_committee' as const) : ('street_office' as const);
    const roles = [{ grant: randomUUID(), role, scope }];
    const desk: Actor = { book, personId: randomUUID(), sessionId: '', roles };
    await reviewVolunteer(deps, desk, id, { decision: 'approve' });
  }
  return id;
}

let lastPhone = 13_960_000_000;

async function registerNew({ deps }: TestTown, form: object): Promise<string> {
  const { book } = deps;
  const phone = String(++lastPhone);
  const personId = await deps.transact(async (tx) =>
    addPersonWithPhone(deps, tx, { book, id: newId(), phone }, await deps.clock.now(tx)),
  );
  await registerVolunteer(deps, { book, personId }, form as never);
  return personId;
}
