import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { findPerson, findVolunteer, openPhone, openVolunteer, sealsOf } from '../people/index.ts';
import { requireSeen, volunteerThing } from '../registration/index.ts';
import { refuse } from './refusals.ts';

export const disclosable = ['name', 'id_number', 'phone', 'address', 'guardian', 'health'] as const;
export type Disclosable = (typeof disclosable)[number];

export interface DisclosureRequest {
  volunteerId: string;
  fields: Disclosable[];
  reason: string;
}

/**
 * Shows an officer personal data of a volunteer of the area unmasked, for a reason that is logged with the fields that
 * were seen (domain.md 9.1, 12): none without the other.
 * Refuses: disclosure_unknown (nobody there whom the officer may see), not_allowed.
 */
export async function disclose(
  deps: Deps,
  actor: Actor,
  { volunteerId, fields, reason }: DisclosureRequest,
): Promise<Partial<Record<Disclosable, string | null>>> {
  const { book } = actor;
  return deps.transact(async (tx) => {
    const unknown = refuse('disclosure_unknown', { pointer: '/volunteerId' });
    const volunteer = await findVolunteer(tx, book, volunteerId);
    const person = await findPerson(tx, book, volunteerId);
    const seals = person && sealsOf(deps, person);
    if (!volunteer?.nameSealed || !seals) throw unknown;
    await requireSeen(tx, actor, volunteer, unknown);
    requireMay(actor, 'volunteer.disclose', volunteerThing(volunteer), unknown);
    const { name, idNumber, details, guardian, health } = openVolunteer(seals, volunteer);
    const all: Record<Disclosable, string | null> = {
      name,
      id_number: idNumber,
      phone: openPhone(deps, person) ?? null,
      address: details.address ?? null,
      guardian: guardian ? `${guardian.name} ${guardian.relation} ${guardian.phone}` : null,
      health: health ?? null,
    };
    await record(tx, book, {
      action: 'volunteer.disclose',
      object: { kind: 'person', id: volunteerId },
      after: { fields, reason },
    });
    return Object.fromEntries(fields.map((field) => [field, all[field]]));
  });
}
