import { randomUUID } from 'node:crypto';
import {
  type Actor,
  addGrant,
  addOwnGrants,
  type Role,
  roleNames,
  roles,
} from '../../src/access/index.ts';
import {
  admitSignUps,
  attend,
  publishActivity,
  reviewActivity,
  showAttendanceCode,
  signUp,
} from '../../src/activities/index.ts';
import { withOrigin } from '../../src/audit/index.ts';
import { applyForFiling } from '../../src/filings/apply-for-filing.ts';
import { reviewFiling } from '../../src/filings/review-filing.ts';
import { headerOf } from '../../src/imports/cells.ts';
import { startImport } from '../../src/imports/start-import.ts';
import { volunteersKind } from '../../src/imports/volunteer-rows.ts';
import { dateInChina } from '../../src/kit/clock.ts';
import { newId } from '../../src/kit/id.ts';
import { accountId, statementPage } from '../../src/ledger/index.ts';
import { addMember } from '../../src/organisations/add-member.ts';
import { enterOrganisation } from '../../src/organisations/enter-organisation.ts';
import { enterStation } from '../../src/organisations/enter-station.ts';
import { addStation } from '../../src/organisations/index.ts';
import { addPersonWithPhone, nationalIdOf } from '../../src/people/index.ts';
import { makeCheckpoint } from '../../src/proofs/index.ts';
import { askForCorrection } from '../../src/registration/corrections.ts';
import { giveConsent } from '../../src/registration/give-consent.ts';
import { registerMany } from '../../src/registration/index.ts';
import { registerVolunteer } from '../../src/registration/register-volunteer.ts';
import { reviewVolunteer } from '../../src/registration/review-volunteer.ts';
import { addMerchant, issuePayCode, redeemCode } from '../../src/rewards/index.ts';
import { publishRuleSet } from '../../src/rules/index.ts';
import { settleActivity } from '../../src/settlement/index.ts';
import { filingForm } from '../filings/forms.ts';
import { givePoints } from '../support/points.ts';
import { draft, here, registration, weekly } from '../support/steps.ts';
import type { TestTown } from '../support/town.ts';
import { furtherAskers, type Who } from './matrix.ts';
import { makeOwn, type OwnKind, ownKinds } from './own-things.ts';

/** Where a thing lies to whoever asks: theirs, or of others in the same street or in another district. */
export const wheres = ['own', 'same', 'other'] as const;
export type Where = (typeof wheres)[number];

export type Kind =
  | 'station'
  | 'station in preparation'
  | 'member'
  | 'merchant'
  | 'activity in review'
  | 'activity returned'
  | 'activity'
  | 'activity signed up for'
  | 'activity to come to'
  | 'activity to leave'
  | 'settlement'
  | 'statement line'
  | 'pay code'
  | 'redemption'
  | 'community'
  | 'organisation'
  | 'led organisation'
  | 'filing'
  | 'filing to decide'
  | 'place of an organisation'
  | 'volunteer'
  | 'volunteer to approve'
  | 'consent'
  | 'two registrations'
  | 'correction'
  | 'import'
  | 'grant to a station manager'
  | 'hub'
  | 'member of a hub'
  | 'organisation that registers'
  | OwnKind
  | `scope of a ${Role}`;

/** A thing that was made, and what a body has to say about it. */
export interface Made {
  id: string;
  body: Record<string, unknown>;
}

/** One community with its station, shop and a volunteer. */
interface Quarter {
  community: string;
  station: { id: string; manager: Actor };
  merchant: { id: string; cashier: Actor };
  office: Actor;
  /** Of the community. */
  desk: Actor;
  organisation: string;
  /** That of the street. */
  hub: string;
  volunteer: { book: number; personId: string; sessionId: string };
}

export interface World {
  town: TestTown;
  quarters: Record<Where, Quarter>;
  /** The phone of everybody who asks. */
  phones: Record<Exclude<Who, 'anonymous'>, string>;
  make(kind: Kind, where: Where): Promise<Made>;
  newPhone(): string;
}

let lastPhone = 13_900_000_000;
const newPhone = () => String(++lastPhone);

const actor = (book: number, personId: string, role: Role, scope: string): Actor => ({
  ...{ book, personId, sessionId: '' },
  roles: [{ grant: personId, role, scope }],
});

/**
 * Two communities of one street and one of another district, each with station, shop and volunteer, and one person for
 * every role, appointed for the first community or what it lies in. All through the ordinary operations.
 */
export async function raiseWorld(
  town: TestTown,
  communities: Record<Where, string>,
): Promise<World> {
  const phones = {} as World['phones'];
  const ids = {} as Record<Role, string>;
  for (const who of ['person', ...roleNames] as const) {
    phones[who] = newPhone();
    const id = await addPerson(town, phones[who]);
    if (who !== 'person') ids[who] = id;
  }
  for (const who of furtherAskers) phones[who] = newPhone();
  await askForApproval(town);
  const own = await raiseQuarter(town, communities.own, { ids });
  const quarters = {
    own,
    same: await raiseQuarter(town, communities.same, { hub: own.hub }),
    other: await raiseQuarter(town, communities.other, {}),
  };
  for (const role of roleNames) {
    if (roles[role].scope === 'oneself') continue;
    const scope = scopeAt(town, role, quarters.own);
    await appoint(town, ids[role], role, scope, communities.own);
  }
  await addRecipient(town, ids.service_recipient);
  await addFurtherAskers(town, phones, own);
  const volunteers = Object.values(quarters).map(({ volunteer }) => volunteer.personId);
  await givePoints(town, volunteers, 20_000);
  await makeCheckpoint(town.deps, town.deps.book);
  return {
    ...{ town, quarters, phones, newPhone },
    async make(kind, where) {
      if (!ownKinds.includes(kind)) return make(town, quarters, kind, where);
      // Of things that have no place, "own" is whoever asks without a role.
      const phone = where === 'own' ? phones.person : newPhone();
      const personId = await addPerson(town, phone);
      const { community, organisation } = quarters[where];
      return makeOwn(town, kind as OwnKind, { personId, phone, community, organisation });
    },
  };
}

/** One who is suspended, one who audits the whole city, and one who will have a password. */
async function addFurtherAskers(
  town: TestTown,
  phones: World['phones'],
  { community, office }: Quarter,
): Promise<void> {
  const auditor = await addPerson(town, phones['auditor of the city']);
  await appoint(town, auditor, 'auditor', String(town.deps.book), community);
  const enrolled = await addPerson(town, phones['officer with a password']);
  await appoint(town, enrolled, 'residents_committee', community, community);
  const suspended = await register(town, community, true, phones['suspended volunteer']);
  const ruling = { decision: 'suspend', reason: '核实情况' } as const;
  await reviewVolunteer(town.deps, office, suspended, ruling);
}

/** In the demonstration's rules people serve at once; here a community approves first. */
async function askForApproval({ deps }: TestTown): Promise<void> {
  const region = String(deps.book);
  const changes = [{ region, key: 'volunteer.approval_steps' as const, value: 1 }];
  await deps.transact(async (tx) => {
    const effectiveFrom = dateInChina(await deps.clock.now(tx));
    await publishRuleSet(tx, deps.book, { effectiveFrom, note: '社区审核', changes });
  });
}

/** Nobody registers as one yet, but the role is there. */
async function addRecipient({ deps }: TestTown, personId: string): Promise<void> {
  await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    await addOwnGrants(tx, deps.book, 'service_recipient', [personId], now);
  });
}

async function addPerson({ deps }: TestTown, phone: string): Promise<string> {
  return deps.transact(async (tx) =>
    addPersonWithPhone(deps, tx, { book: deps.book, id: newId(), phone }, await deps.clock.now(tx)),
  );
}

async function raiseQuarter(
  town: TestTown,
  community: string,
  { ids, hub }: { ids?: Record<Role, string>; hub?: string },
): Promise<Quarter> {
  const { deps } = town;
  const { book } = deps;
  const [station, merchant] = [randomUUID(), randomUUID()];
  const manager = ids?.station_manager ?? (await addPerson(town, newPhone()));
  const cashier = ids?.merchant ?? (await addPerson(town, newPhone()));
  const office = await addPerson(town, newPhone());
  const desk = ids?.residents_committee ?? (await addPerson(town, newPhone()));
  const personId = ids?.volunteer ?? (await addPerson(town, newPhone()));
  await deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    await addStation(tx, { book, id: station, name: '志愿服务站', region: community });
    await addMerchant(tx, { book, id: merchant, name: '小店', region: community }, now);
    const phone = newPhone();
    const idNumber = nationalIdOf(`12010119700101${phone.slice(-3)}`);
    const offer = { skills: [], categories: ['SC01'], availability: weekly };
    const who = { id: personId, name: '王芳', phone, idNumber };
    const registrant = { ...who, residenceRegion: community, ...offer };
    await registerMany(deps, tx, book, [registrant], now);
  });
  const atStreet = actor(book, office, 'street_office', community.slice(0, 9));
  return {
    community,
    organisation: await enter(town, atStreet, community),
    hub: hub ?? (await enter(town, atStreet, community, 'hub')),
    station: { id: station, manager: actor(book, manager, 'station_manager', station) },
    merchant: { id: merchant, cashier: actor(book, cashier, 'merchant', merchant) },
    office: atStreet,
    desk: actor(book, desk, 'residents_committee', community),
    volunteer: { book, personId, sessionId: '' },
  };
}

let entered = 0;

/** An organisation of a community, led by somebody new. */
async function enter(
  { deps }: TestTown,
  office: Actor,
  region: string,
  type: 'hub' | 'mutual_aid' = 'mutual_aid',
): Promise<string> {
  const form = { kind: 'unit_team' as const, type, name: `互助队 ${++entered}`, region };
  return (await enterOrganisation(deps, office, { ...form, leaderPhone: newPhone() })).id;
}

/** What a role is granted for in a quarter. Where a role may be granted for any division, here not the narrowest. */
function scopeAt(
  { deps }: TestTown,
  role: Role,
  { community, station, merchant, organisation, hub }: Quarter,
): string {
  if (role === 'auditor') return community.slice(0, 6);
  if (role === 'third_party_supervisor') return community.slice(0, 9);
  const scopes = {
    city: String(deps.book),
    district: community.slice(0, 6),
    street: community.slice(0, 9),
    community,
    region: community,
    organisation: role === 'hub_manager' ? hub : organisation,
    station: station.id,
    merchant: merchant.id,
    oneself: '',
  };
  return scopes[roles[role].scope];
}

async function appoint(
  { deps }: TestTown,
  personId: string,
  role: Role,
  scope: string,
  community: string,
): Promise<string> {
  const region = /^\d+$/.test(scope) ? scope : community;
  return deps.transact(async (tx) => {
    const when = { validFrom: await deps.clock.now(tx), validTo: null };
    const grant = { book: deps.book, personId, role, scope, scopeName: '', region };
    return addGrant(tx, { ...grant, grantedBy: null, ...when });
  });
}

async function make(
  town: TestTown,
  quarters: Record<Where, Quarter>,
  kind: Kind,
  where: Where,
): Promise<Made> {
  const { deps } = town;
  const quarter = quarters[where];
  const { station, merchant, volunteer, community } = quarter;
  const now = await town.now();
  if (kind.startsWith('scope of a ')) {
    const scope = scopeAt(town, kind.slice(11) as Role, quarter);
    return { id: scope, body: { scope, phone: newPhone() } };
  }
  if (kind === 'station') return { id: station.id, body: draft(now, { stationId: station.id }) };
  if (kind === 'merchant')
    return {
      id: merchant.id,
      body: { merchantId: merchant.id, code: '6'.repeat(18), centipoints: 1 },
    };
  if (kind === 'community') return { id: community, body: { residenceRegion: community } };
  if (kind === 'place of an organisation') return { id: community, body: { region: community } };
  if (kind === 'led organisation')
    return { id: quarter.organisation, body: { name: `改名队 ${++entered}` } };
  if (kind === 'hub') return { id: quarter.hub, body: {} };
  if (kind === 'member of a hub') {
    const keeper = actor(deps.book, quarter.office.personId, 'hub_manager', quarter.hub);
    const person = { name: '王小二', phone: newPhone() };
    return { id: (await addMember(deps, keeper, quarter.hub, person)).id, body: {} };
  }
  if (kind === 'organisation that registers')
    return {
      id: quarter.organisation,
      body: { organisationId: quarter.organisation, residenceRegion: community },
    };
  if (kind === 'station in preparation')
    return { id: await prepareStation(town, quarter), body: {} };
  if (kind === 'member') {
    const head = actor(
      deps.book,
      quarter.office.personId,
      'organisation_head',
      quarter.organisation,
    );
    const person = { name: '王小二', phone: newPhone() };
    return { id: (await addMember(deps, head, quarter.organisation, person)).id, body: {} };
  }
  if (kind === 'filing' || kind === 'filing to decide') {
    const id = await apply(town, community);
    if (kind === 'filing') return { id, body: {} };
    const desk = actor(deps.book, personIdOfDesk, 'residents_committee', community);
    await reviewFiling(deps, desk, id, { decision: 'report', opinion: '情况属实', version: 1 });
    return { id, body: {} };
  }
  if (kind === 'organisation')
    return { id: await enter(town, quarter.office, community), body: {} };
  if (kind === 'import') {
    const order = { kind: 'volunteers', mode: 'skip_bad', dryRun: true } as const;
    const content = Buffer.from(volunteersKind.columns.map(headerOf).join(','));
    const file = { content, mediaType: 'text/csv' };
    const origin = { personId: quarter.desk.personId, role: null, scope: null, device: null };
    const request = { ...origin, requestId: randomUUID(), address: '127.0.0.1' };
    const made = await withOrigin(request, () =>
      startImport(deps, deps.transact, quarter.desk, order, file),
    );
    return { id: made.id, body: {} };
  }
  if (kind === 'volunteer' || kind === 'volunteer to approve') {
    const id = await register(town, community, kind === 'volunteer');
    return { id, body: { volunteerId: id } };
  }
  if (kind === 'correction') {
    const personId = await register(town, community, true);
    const who = actor(deps.book, personId, 'volunteer', personId);
    const asked = { field: 'name' as const, wanted: '王方', reason: '登记有误' };
    return { id: (await askForCorrection(deps, who, asked)).id, body: {} };
  }
  if (kind === 'two registrations') {
    const keptId = await register(town, community, true);
    return { id: keptId, body: { keptId, duplicateId: await register(town, community, true) } };
  }
  if (kind === 'consent') return { id: await consentOf(town, volunteer), body: {} };
  if (kind === 'grant to a station manager') {
    const person = await addPerson(town, newPhone());
    return { id: await appoint(town, person, 'station_manager', station.id, community), body: {} };
  }
  if (kind === 'pay code' || kind === 'redemption') {
    const { id, code } = await issuePayCode(deps, volunteer);
    const asked = { code, centipoints: 1 };
    if (kind === 'pay code') return { id, body: asked };
    const till = { book: deps.book, personId: merchant.cashier.personId, merchantId: merchant.id };
    await redeemCode(deps, deps.transact, till, asked);
    return { id, body: { redemptionId: id } };
  }
  if (kind === 'statement line') {
    const account = accountId(deps.book, volunteer.personId, 'points_main');
    // The oldest, which the checkpoint contains.
    const lines = await statementPage(deps.db, deps.book, account, { limit: 100 });
    return { id: lines.at(-1)!.id, body: {} };
  }
  return makeActivity(town, quarters, kind, quarter);
}

/** A station that the street has entered and not opened yet. */
async function prepareStation({ deps }: TestTown, { office, community }: Quarter): Promise<string> {
  const form = { name: `筹备站 ${++entered}`, region: community, address: '新兴里 1 号' };
  const nothing = { openingHours: [], services: [], met: [] };
  return (await enterStation(deps, office, { ...form, ...nothing })).id;
}

let applied = 0;

/** An application by somebody new, which waits for the committee. */
async function apply(town: TestTown, region: string): Promise<string> {
  const { deps } = town;
  const personId = await addPerson(town, newPhone());
  const form = filingForm({ region, name: `第${++applied}互助队` });
  return (await applyForFiling(deps, actor(deps.book, personId, 'volunteer', personId), form)).id;
}

let registered = 0;

/** Somebody new who has registered, and was approved or waits for it. */
async function register(
  town: TestTown,
  region: string,
  approved: boolean,
  phone = newPhone(),
): Promise<string> {
  const { deps } = town;
  const personId = await addPerson(town, phone);
  const n = ++registered;
  const date = `19${String(60 + (n % 40))}0${1 + (Math.floor(n / 40) % 9)}15`;
  const idNumber = nationalIdOf(`120101${date}${String(n % 1000).padStart(3, '0')}`);
  const form = registration({ idNumber, residenceRegion: region });
  const { book } = deps;
  await registerVolunteer(deps, { book, personId }, form as never);
  if (!approved) return personId;
  const desk = actor(book, personIdOfDesk, 'residents_committee', region);
  await reviewVolunteer(deps, desk, personId, { decision: 'approve' });
  return personId;
}

/** Whoever approves what the world needs approved. */
const personIdOfDesk = randomUUID();

/** A consent that is in force: each is taken back once. */
async function consentOf({ deps }: TestTown, { personId }: Quarter['volunteer']): Promise<string> {
  const who = actor(deps.book, personId, 'volunteer', personId);
  return (await giveConsent(deps, who, { purpose: 'health', textVersion: 1 })).id;
}

async function makeActivity(
  town: TestTown,
  quarters: Record<Where, Quarter>,
  kind: Kind,
  { station, office }: Quarter,
): Promise<Made> {
  const { deps } = town;
  const sent = draft(await town.now()) as Parameters<typeof publishActivity>[2];
  const { id } = await publishActivity(deps, station.manager, sent);
  if (kind === 'activity in review') return { id, body: {} };
  if (kind === 'activity returned') {
    await reviewActivity(deps, office, id, { decision: 'return', reason: '请补充时间' });
    return { id, body: { ...sent } };
  }
  await reviewActivity(deps, office, id, { decision: 'approve' });
  if (kind === 'activity') return { id, body: { activityId: id } };
  if (kind === 'settlement') {
    await settleActivity(deps, deps.transact, station.manager, id);
    return { id, body: {} };
  }
  // Whoever asks as a volunteer takes part, wherever the activity is.
  const signed = await signUp(deps, quarters.own.volunteer, id);
  if (kind === 'activity signed up for') return { id, body: { signUpIds: [signed.id] } };
  await admitSignUps(deps, station.manager, id, [signed.id]);
  const presence = async (purpose: 'check_in' | 'check_out') => ({
    code: (await showAttendanceCode(deps, station.manager, id, purpose)).code,
    position: here as NonNullable<Parameters<typeof attend>[4]['position']>,
  });
  if (kind === 'activity to come to') return { id, body: await presence('check_in') };
  await attend(deps, quarters.own.volunteer, id, 'check_in', await presence('check_in'));
  return { id, body: await presence('check_out') };
}
