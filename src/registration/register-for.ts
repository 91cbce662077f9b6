import { type Actor, placeOf, requireMay } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { lockOrganisation } from '../organisations/index.ts';
import {
  addPersonWithoutPhone,
  addPersonWithPhone,
  readPhone,
  type VolunteerView,
} from '../people/index.ts';
import { whoRegistersAgain } from './register-again.ts';
import { register } from './register-volunteer.ts';
import type { RegistrationForm } from './registrant.ts';

export interface AssistedForm extends RegistrationForm {
  /** Left out for somebody without a phone. */
  phone?: string;
  ground: string;
  /** Through this organisation; left out, at the community's desk. */
  organisationId?: string;
}

/**
 * Registers somebody who is there in person and signs a paper, or whom an organisation has on its roster (67号令 Art. 6:
 * with the person's consent). The officer and the ground are kept with it. A phone that is known already stays with
 * its person, and without one who was rejected is known by number and name.
 * Refuses: not_allowed (another community's, another organisation's), and what `registerVolunteer` refuses.
 */
export async function registerFor(
  deps: Deps,
  actor: Actor,
  { phone, ground, organisationId, ...form }: AssistedForm,
): Promise<VolunteerView> {
  const { book, personId } = actor;
  if (organisationId === undefined) {
    const thing = { region: form.residenceRegion };
    requireMay(actor, 'volunteer.register_for', thing, refuseAny('not_allowed'));
  } else {
    placeOf(actor, 'volunteer.register_for', { id: organisationId, pointer: '/organisationId' });
  }
  const number = phone === undefined ? undefined : readPhone(phone);
  return deps.transact(async (tx) => {
    if (organisationId !== undefined) {
      const organisation = await lockOrganisation(tx, book, organisationId);
      if (organisation?.state !== 'active')
        throw refuseAny('not_allowed', { pointer: '/organisationId' });
    }
    const now = await deps.clock.now(tx);
    const id =
      number === undefined
        ? ((await whoRegistersAgain(deps, tx, book, form)) ??
          (await addPersonWithoutPhone(deps, tx, { book, id: newId() }, now)))
        : await addPersonWithPhone(deps, tx, { book, id: newId(), phone: number }, now);
    if (id === personId) throw refuseAny('not_allowed', { pointer: '/phone' });
    const registrar =
      organisationId === undefined
        ? { personId, channel: 'offline' as const, ground }
        : { personId, channel: 'organisation' as const, ground, organisationId };
    return register(deps, tx, { book, id }, form, registrar);
  });
}
