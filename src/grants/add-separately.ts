import { addGrant, type NewGrant } from '../access/index.ts';
import { type Tx, violatedConstraint } from '../kit/db.ts';
import { refuse } from './refusals.ts';

/**
 * Adds a grant beside those that the person has already, and answers its id.
 * Refuses: role_granted_already, duties_not_separate (三员分立).
 */
export async function addSeparately(tx: Tx, grant: NewGrant): Promise<string> {
  try {
    return await addGrant(tx, grant);
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'role_grant_once') throw refuse('role_granted_already');
    if (constraint === 'role_grant_duties_apart') throw refuse('duties_not_separate');
    throw error;
  }
}
