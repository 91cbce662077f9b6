import type { Actor } from '../access/index.ts';
import { findEntries, record, verifyLog } from '../audit/index.ts';
import type { Deps } from '../kit/deps.ts';
import { requireAuditor } from './read-audit-log.ts';

/** When the log was looked at, how much of it, and what was wrong; `broken` is null where it was whole. */
export interface Verification {
  at: string;
  entries: number;
  checkpoint: number | null;
  broken: string | null;
}

const object = { kind: 'audit_log', id: 'log' };

/**
 * An auditor has the newest part of the log checked, and that it was is an entry of its own, so that the next one sees
 * when it was last found whole. Refuses: not_allowed.
 */
export async function verifyAuditLog(deps: Deps, actor: Actor): Promise<Verification> {
  requireAuditor(deps, actor);
  const verdict = await verifyLog(deps, deps.book);
  await deps.transact((tx) =>
    record(tx, deps.book, { action: 'audit_log.verify', object, after: { ...verdict } }),
  );
  const [newest] = await listVerifications(deps, actor, 1);
  return newest!;
}

/** The last of them, the newest first. Refuses: not_allowed. */
export async function listVerifications(
  deps: Deps,
  actor: Actor,
  limit: number,
): Promise<Verification[]> {
  requireAuditor(deps, actor);
  const rows = await findEntries(
    deps.db,
    deps.book,
    { objectKind: object.kind, objectId: object.id },
    limit,
  );
  return rows.map(({ at, changes }) => ({
    at,
    entries: Number(changes.entries?.[1] ?? 0),
    checkpoint: changes.checkpoint === undefined ? null : Number(changes.checkpoint[1]),
    broken: changes.broken === undefined ? null : String(changes.broken[1]),
  }));
}
