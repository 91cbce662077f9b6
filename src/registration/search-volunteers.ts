import { type Actor, areasOf } from '../access/index.ts';
import { record } from '../audit/index.ts';
import { type Page, pageOf } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import {
  describeVolunteers,
  findPersonByPhone,
  indexOfIdNumber,
  indexOfName,
  type Known,
  phoneIn,
  type VolunteerRow,
  type VolunteerState,
  type VolunteerView,
  volunteersWithin,
} from '../people/index.ts';

export interface VolunteerQuery {
  /** A volunteer number, phone, identity number or name, each in full: what is sealed is found only whole. */
  text: string;
  state?: VolunteerState;
  limit: number;
  cursor?: string;
}

/**
 * Volunteers of the caller's area who are known by this number, phone, identity number or name, masked, by time of
 * registration. Whoever was found is in the log with what by, and the words that were typed are nowhere.
 * Refuses: bad_cursor.
 */
export async function searchVolunteers(
  deps: Deps,
  actor: Actor,
  { text, state, limit, cursor }: VolunteerQuery,
): Promise<Page<VolunteerView>> {
  const { book, personId } = actor;
  const { vault, cursors } = deps;
  const asked = vault.index('volunteer-search', text).toString('base64url');
  const list = `volunteer-searches/${book}/${personId}/${state ?? ''}/${asked}`;
  const after = cursor === undefined ? undefined : cursors.read(list, cursor)[0];
  const prefixes = areasOf(actor, 'volunteer.read');
  invariant(prefixes.length > 0, 'whoever may ask has an area');
  return deps.transact(async (tx) => {
    const phone = phoneIn(text);
    const owner =
      phone === undefined
        ? undefined
        : await findPersonByPhone(tx, book, vault.index('phone', phone));
    const typed = text.replace(/\s/g, '').toUpperCase();
    const known: Known = {
      number: typed,
      nameIndex: indexOfName(vault.index, text),
      idNumberIndex: indexOfIdNumber(vault.index, typed),
      id: owner?.id,
    };
    const protectedIn = areasOf(actor, 'volunteer.read_protected');
    const wanted = { prefixes, protectedIn, state, after, limit: limit + 1 };
    const rows = await volunteersWithin(tx, book, wanted, known);
    const views = await describeVolunteers(deps, tx, book, rows);
    const deeds = rows.slice(0, limit).map((row) => ({
      action: 'volunteer.search' as const,
      object: { kind: 'person', id: row.id },
      after: { by: foundBy(row, known) },
    }));
    await record(tx, book, ...deeds);
    return pageOf(
      views,
      limit,
      (view) => view,
      (last) => cursors.write(list, [last.id]),
    );
  });
}

function foundBy(row: VolunteerRow, { number, nameIndex, idNumberIndex }: Known): string {
  if (row.number === number) return 'number';
  if (row.nameIndex?.equals(nameIndex)) return 'name';
  return row.idNumberIndex?.equals(idNumberIndex) ? 'id_number' : 'phone';
}
