import { type Actor, requireMay } from '../access/index.ts';
import { listEntries } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import type { Language } from '../kit/refusal.ts';
import { maskedPhones, maskedVolunteers } from '../people/index.ts';

type Search = Parameters<typeof listEntries>[2];

/**
 * Entries of the log, newest first, each with who did it, masked: a volunteer by name and number, everybody else by phone.
 * Refuses: not_allowed (entries are of the whole city: who audits a part of it is not shown the rest), bad_request, bad_cursor.
 */
export async function readAuditLog(deps: Deps, actor: Actor, search: Search, language: Language) {
  const { db, book } = deps;
  requireMay(actor, 'audit_entry.read', { region: String(book) }, refuseAny('not_allowed'));
  const page = await listEntries(deps, book, search, language);
  const ids = page.items.flatMap(({ personId }) => (personId === null ? [] : [personId]));
  const volunteers = await maskedVolunteers(deps, db, book, ids);
  const phones = await maskedPhones(deps, db, book, ids);
  const who = (id: string) => {
    const volunteer = volunteers.get(id);
    return volunteer ? `${volunteer.name} ${volunteer.number}` : (phones.get(id) ?? null);
  };
  const items = page.items.map((entry) => ({
    ...{ ...entry, person: entry.personId === null ? null : who(entry.personId) },
  }));
  return { ...page, items };
}
