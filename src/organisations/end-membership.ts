import { type Actor, requireMay } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { findPerson } from '../people/index.ts';
import { countMembers, endMembers, findMember } from './member-store.ts';
import { organisationThing } from './organisation.ts';
import { lockOrganisation } from './organisation-store.ts';
import { refuse } from './refusals.ts';
import type { MemberRow } from './tables.ts';

/**
 * The head takes somebody out of the roster. A filed body that has too few then is shown as short, not refused: who
 * has gone must not stand there.
 * Refuses: member_unknown, not_allowed.
 */
export async function removeMember(deps: Deps, actor: Actor, id: string): Promise<void> {
  await deps.transact(async (tx) => {
    const unknown = refuse('member_unknown');
    const { row, organisation } = await lock(tx, actor.book, id);
    requireMay(actor, 'member.remove', organisationThing(organisation), unknown);
    await end(deps, tx, row, 'member.remove');
  });
}

/** Whoever signs in with the phone that stands in a roster leaves it, whenever they like. Refuses: member_unknown. */
export async function leaveOrganisation(deps: Deps, actor: Actor, id: string): Promise<void> {
  const { book, personId } = actor;
  await deps.transact(async (tx) => {
    const { row } = await lock(tx, book, id);
    const phoneIndex = (await findPerson(tx, book, personId))?.phoneIndex;
    if (!phoneIndex || !row.phoneIndex?.equals(phoneIndex)) throw refuse('member_unknown');
    await end(deps, tx, row, 'member.leave');
  });
}

/** The organisation's row is what all who change its roster wait for. */
async function lock(tx: Tx, book: number, id: string) {
  const found = await findMember(tx, book, id);
  if (!found) throw refuse('member_unknown');
  const organisation = await lockOrganisation(tx, book, found.organisationId);
  const row = await findMember(tx, book, id);
  if (!row || !organisation) throw refuse('member_unknown');
  return { row, organisation };
}

async function end(
  deps: Deps,
  tx: Tx,
  { book, id, organisationId }: MemberRow,
  action: 'member.remove' | 'member.leave',
): Promise<void> {
  const counts = await countMembers(tx, book, [organisationId]);
  const members = counts.get(organisationId)?.members ?? 0;
  await endMembers(tx, book, [id], await deps.clock.now(tx));
  await record(tx, book, {
    action,
    object: { kind: 'organisation', id: organisationId },
    before: { members },
    after: { members: members - 1, member: id },
  });
}
