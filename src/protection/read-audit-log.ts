import { type Actor, requireMay } from '../access/index.ts';
import { listEntries } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import type { Language } from '../kit/refusal.ts';
import { nameThings, textsIn } from './name-things.ts';

type Search = Parameters<typeof listEntries>[2];

/** Refuses: not_allowed (entries are of the whole city: who audits a part of it is not shown the rest). */
export function requireAuditor({ book }: Deps, actor: Actor): void {
  requireMay(actor, 'audit_entry.read', { region: String(book) }, refuseAny('not_allowed'));
}

/**
 * Entries of the log, newest first, each with who did it and with what its ids stand for, people masked.
 * Refuses: not_allowed, bad_request, bad_cursor.
 */
export async function readAuditLog(deps: Deps, actor: Actor, search: Search, language: Language) {
  requireAuditor(deps, actor);
  const page = await listEntries(deps, deps.book, search, language);
  const names = await nameThings(deps, page.items);
  const items = page.items.map((entry) => {
    const known = textsIn(entry).flatMap((id) => {
      const name = names.get(id);
      return name === undefined ? [] : [[id, name] as const];
    });
    const person = entry.personId === null ? null : (names.get(entry.personId) ?? null);
    return { ...entry, person, names: Object.fromEntries(known) };
  });
  return { ...page, items };
}
