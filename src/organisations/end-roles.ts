import { type BodyGrants, endGrantsOfBody } from '../access/index.ts';
import { type Deed, record } from '../audit/index.ts';
import type { Instant } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';

/** Ends roles in a body, all or one of somebody, and writes each into the log. */
export async function endRoles(tx: Tx, which: BodyGrants, now: Instant): Promise<void> {
  const ended = await endGrantsOfBody(tx, which, now);
  const deeds = ended.map(
    ({ id, personId: person, role, scope, heldTo, validTo }): Deed => ({
      action: 'role_grant.revoke',
      object: { kind: 'role_grant', id },
      before: { person, role, scope, validTo: heldTo },
      after: { person, role, scope, validTo },
    }),
  );
  await record(tx, which.book, ...deeds);
}
