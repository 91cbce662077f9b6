import { endOwnGrant } from '../access/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import {
  findPerson,
  sealMark,
  sealsOf,
  updateVolunteer,
  type VolunteerRow,
} from '../people/index.ts';
import { voidCorrections } from './correction-store.ts';
import { withdrawInForce } from './store.ts';

export interface Ending {
  by: string;
  now: Instant;
  mergedInto?: string;
}

/** From now on somebody serves no more: the role ends, and what they had promised goes to others. */
export async function endServing(
  { whenServingEnds }: Pick<Deps, 'whenServingEnds'>,
  tx: Tx,
  { book, id: personId }: Pick<VolunteerRow, 'book' | 'id'>,
  { by, now, mergedInto }: Ending,
): Promise<void> {
  await endOwnGrant(tx, { book, role: 'volunteer', personId, by }, now);
  for (const follow of whenServingEnds) await follow(tx, { book, personId, mergedInto });
}

/** What stands against somebody outlasts the registration. */
export const standing: VolunteerRow['state'][] = ['suspended', 'revoked'];

/**
 * Ends a registration and deletes what is personal in it; the number stays, for the records that name it. What was
 * agreed to for it is withdrawn, and what was to be corrected in it is void. Who was suspended or revoked stays so, and
 * is known again by the index of the document: nobody comes back clean by leaving. Of others a mark is left by which
 * they themselves may register again.
 */
export async function endRegistration(
  deps: Pick<Deps, 'whenServingEnds' | 'vault'>,
  tx: Tx,
  volunteer: VolunteerRow,
  ending: Ending,
): Promise<void> {
  const { book, id, state } = volunteer;
  const { mergedInto } = ending;
  await endServing(deps, tx, volunteer, ending);
  const { by, now } = ending;
  await withdrawInForce(tx, book, [id], { by, now });
  await voidCorrections(tx, book, id, now);
  const stands = mergedInto === undefined && standing.includes(state);
  await updateVolunteer(tx, book, id, {
    ...(stands ? {} : await nothingStands(deps, tx, volunteer)),
    ...{ nameSealed: null, nameIndex: null, idNumberSealed: null, detailsSealed: null },
    ...{ guardianSealed: null, guardianIndex: null, healthSealed: null },
    ...(mergedInto === undefined ? {} : { mergedInto, documentMarkSealed: null }),
  });
}

/** Lets somebody register again whose registration had ended with a suspension that is lifted now. */
export async function liftSuspension(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  volunteer: VolunteerRow,
): Promise<VolunteerRow> {
  const { book, id } = volunteer;
  return updateVolunteer(tx, book, id, {
    ...(await nothingStands(deps, tx, volunteer)),
    reason: null,
  });
}

/** The document is free. Whoever is still there is known again by the mark, which nobody else can read. */
async function nothingStands(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  { book, id, idNumberIndex, documentMarkSealed }: VolunteerRow,
) {
  const person = await findPerson(tx, book, id);
  const seals = person && sealsOf(deps, person);
  const mark = seals && (idNumberIndex ? sealMark(seals, id, idNumberIndex) : documentMarkSealed);
  return {
    ...{ state: 'cancelled' as const, idNumberIndex: null },
    documentMarkSealed: mark ?? null,
  };
}
