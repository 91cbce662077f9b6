import { type Actor, addOwnGrants } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { dateInChina } from '../kit/clock.ts';
import { violatedConstraint } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { openAccounts } from '../ledger/index.ts';
import { findDivision } from '../regions/index.ts';
import { rulesInForce } from '../rules/index.ts';
import { ageOn, readNationalId } from './national-id.ts';
import { refuse } from './refusals.ts';
import { addVolunteers, findVolunteer } from './store.ts';
import { describeVolunteer, type VolunteerView } from './volunteer.ts';
import { personalAccounts, volunteerRow } from './volunteer-row.ts';

/**
 * Registers the person who is signed in as a volunteer (条例 Art. 7), with the accounts for hours and points.
 * Refuses: already_volunteer, id_number_invalid, id_number_registered, region_unknown, too_young,
 * guardian_consent_required.
 */
export async function registerVolunteer(
  deps: Deps,
  { book, personId }: Pick<Actor, 'book' | 'personId'>,
  input: { name: string; idNumber: string; residenceRegion: string },
): Promise<VolunteerView> {
  return deps.transact(async (tx) => {
    const now = await deps.clock.now(tx);
    if (await findVolunteer(tx, book, personId)) throw refuse('already_volunteer');
    const division = await findDivision(tx, book, input.residenceRegion);
    if (division?.level !== 'community')
      throw refuse('region_unknown', { pointer: '/residenceRegion' });
    const rules = await rulesInForce(tx, book, input.residenceRegion, now);
    const identity = readNationalId(input.idNumber, now);
    if (!identity) throw refuse('id_number_invalid', { pointer: '/idNumber' });
    const age = ageOn(identity.birthDate, dateInChina(now));
    requireAge(age, rules.get('volunteer.min_age'), 'too_young');
    requireAge(age, rules.get('volunteer.guardian_consent_below'), 'guardian_consent_required');
    try {
      await addVolunteers(tx, [
        await volunteerRow(
          deps,
          tx,
          { book, id: personId, ...input, idNumber: identity.number },
          now,
        ),
      ]);
    } catch (error) {
      if (violatedConstraint(error) === 'volunteer_pkey') throw refuse('already_volunteer');
      if (violatedConstraint(error) === 'volunteer_book_id_number_index_key') {
        throw refuse('id_number_registered', { pointer: '/idNumber' });
      }
      throw error;
    }
    await addOwnGrants(tx, book, 'volunteer', [personId], now);
    await openAccounts(tx, book, personalAccounts(book, personId, input.residenceRegion));
    const view = await describeVolunteer(deps, tx, book, personId);
    const { number, name, idNumber, residenceRegion } = view;
    await record(tx, book, {
      action: 'volunteer.register',
      object: { kind: 'person', id: personId },
      by: personId,
      after: { number, name, idNumber, residenceRegion },
    });
    return view;
  });
}

function requireAge(age: number, limit: number, code: 'too_young' | 'guardian_consent_required') {
  if (age < limit) throw refuse(code, { pointer: '/idNumber', values: { age: limit } });
}
