import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import {
  describeVolunteer,
  findPerson,
  lockVolunteer,
  sealHealth,
  sealsOf,
  updateVolunteer,
  type VolunteerRow,
  type VolunteerView,
  type WeeklyTime,
} from '../people/index.ts';
import { lockFor, type OnBehalf } from './act-for.ts';
import { refuse } from './refusals.ts';
import { requireAvailability, requireOffer } from './registrant.ts';
import { consentInForce } from './store.ts';

export interface Offer {
  skills: string[];
  categories: string[];
  availability: WeeklyTime[];
  isStudent: boolean;
  /** Left out: as it is. Empty: none. */
  healthLimits?: string;
}

/**
 * The volunteer says anew what one can and wants to do, and when. Needs nobody's approval; who one is, is corrected by
 * a desk that sees the document.
 * Refuses: volunteer_state_wrong, service_category_unknown, skill_unknown, availability_wrong, consent_missing.
 */
export async function editOffer(
  deps: Deps,
  { book, personId }: Actor,
  offer: Offer,
): Promise<VolunteerView> {
  return deps.transact(async (tx) => {
    const before = await lockVolunteer(tx, book, personId);
    if (!before?.nameSealed) throw refuse('volunteer_state_wrong');
    return edit(deps, tx, before, offer);
  });
}

/**
 * The same on paper, noted by an officer.
 * Refuses: volunteer_unknown, not_allowed, self_review, and what `editOffer` refuses.
 */
export async function editOfferFor(
  deps: Deps,
  actor: Actor,
  volunteerId: string,
  { ground, ...offer }: OnBehalf & Offer,
): Promise<VolunteerView> {
  return deps.transact(async (tx) => {
    const before = await lockFor(tx, actor, 'volunteer.act_for', volunteerId);
    return edit(deps, tx, before, offer, ground);
  });
}

async function edit(
  deps: Deps,
  tx: Tx,
  before: VolunteerRow,
  { healthLimits, ...offer }: Offer,
  ground?: string,
): Promise<VolunteerView> {
  const { book, id } = before;
  requireOffer(offer);
  requireAvailability(offer.availability);
  const health = healthLimits?.trim();
  if (health && !(await consentInForce(tx, book, id, 'health')))
    throw refuse('consent_missing', { pointer: '/healthLimits' });
  const person = await findPerson(tx, book, id);
  const seals = person && sealsOf(deps, person);
  invariant(seals, 'the volunteer has not left');
  const healthSealed = health ? sealHealth(seals, id, health) : null;
  await updateVolunteer(tx, book, id, {
    ...offer,
    ...(health === undefined ? {} : { healthSealed }),
  });
  await record(tx, book, {
    action: 'volunteer.edit',
    object: { kind: 'person', id },
    before: facts(before),
    after: { ...facts({ ...before, ...offer }), ground },
  });
  return describeVolunteer(deps, tx, book, id);
}

const facts = ({ skills, categories, availability, isStudent }: Omit<Offer, 'healthLimits'>) => ({
  ...{ skills, categories, isStudent },
  availability: availability.map(({ day, from, to }) => `${day} ${from}-${to}`),
});
