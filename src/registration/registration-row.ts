import type { Instant } from '../kit/clock.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { maskText } from '../kit/mask.ts';
import { chainUp } from '../kit/region-code.ts';
import type { Seals } from '../kit/seal.ts';
import { type Channel, sealVolunteer, type VolunteerState } from '../people/index.ts';
import type { Rules } from '../rules/index.ts';
import { currentVersion, type Purpose } from './consent-texts.ts';
import type { Registrant, RegistrationForm } from './registrant.ts';

/** Who registers somebody else, and on what ground (67号令 Art. 6). */
export interface Registrar {
  personId: string;
  channel: Exclude<Channel, 'self'>;
  /** Where the signed paper is, or which office witnessed it: no name. It is kept with phones and numbers masked. */
  ground: string;
  organisationId?: string;
}

/** A registration that was found good, of a person who is there. */
export interface GoodRegistration {
  book: number;
  id: string;
  form: RegistrationForm;
  registrant: Registrant;
  registrar: Registrar | undefined;
  /** As many desks as the rules of the place ask for. */
  stepsNeeded: number;
  /** Of the document, where it is known already. */
  idNumberIndex?: Buffer;
}

/** How many desks approve: where the city has no districts, no desk of one decides. */
export const stepsNeededIn = (book: number, region: string, rules: Rules): number =>
  Math.min(rules.get('volunteer.approval_steps'), chainUp(region, String(book)).length - 1);

/** The columns of a volunteer who was just registered, all but the number. */
export function registrationRow(
  { vault }: Pick<Deps, 'vault'>,
  seals: Seals,
  { book, id, form, registrant, registrar, stepsNeeded, idNumberIndex }: GoodRegistration,
  now: Instant,
) {
  return {
    book,
    id,
    residenceRegion: form.residenceRegion,
    registeredAt: now,
    state: firstState(registrant, stepsNeeded, registrar),
    channel: registrar?.channel ?? ('self' as const),
    registeredBy: registrar?.personId ?? null,
    ground: registrar?.channel === 'offline' ? maskText(registrar.ground) : null,
    organisationId: registrar?.organisationId ?? null,
    idType: registrant.idType,
    // An officer enters what is on the document; what people write themselves has only the right form.
    realNameLevel: registrar?.channel === 'offline' ? 2 : 1,
    skills: form.skills,
    categories: form.categories,
    availability: form.availability,
    isStudent: form.isStudent ?? false,
    stepsNeeded,
    stepsDone: 0,
    reason: null,
    // Last: what is added to a spread object makes it a slow one, and imports make many.
    ...sealVolunteer(seals, vault.index, id, registrant.secrets, idNumberIndex),
  };
}

export type RegistrationRow = ReturnType<typeof registrationRow>;

function firstState(
  { needsGuardian }: Registrant,
  stepsNeeded: number,
  registrar: Registrar | undefined,
): VolunteerState {
  // Only the paper at a desk is the guardian's own; an organisation says nothing in the guardian's place.
  if (needsGuardian && registrar?.channel !== 'offline') return 'guardian_pending';
  return stepsNeeded === 0 ? 'active' : 'submitted';
}

/** Each purpose is a consent of its own (PIPL Art. 14); what a guardian signs at a desk is among them. */
export function consentsGiven(
  { book, id, form, registrant, registrar }: GoodRegistration,
  givenAt: Instant,
) {
  const ofGuardian: Purpose[] = registrant.needsGuardian
    ? ['guardian', ...(registrant.isChild ? ['under_14' as const] : [])]
    : [];
  const given: Purpose[] = [
    ...(form.consents ?? []),
    ...(registrar?.channel === 'offline' ? ofGuardian : []),
  ];
  return given.map((purpose) => ({
    book,
    id: newId(),
    personId: id,
    purpose,
    textVersion: currentVersion(purpose),
    channel: registrar?.channel ?? ('self' as const),
    givenBy: registrar?.personId ?? id,
    ground: registrar ? maskText(registrar.ground) : null,
    givenAt,
  }));
}
