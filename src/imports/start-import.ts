import { type Actor, mayAsk, placeOf } from '../access/index.ts';
import { currentOrigin, record } from '../audit/index.ts';
import type { Transact } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { newId } from '../kit/id.ts';
import { invariant } from '../kit/invariant.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import { readHeaders } from './headers.ts';
import { nudgeImport } from './jobs.ts';
import { type KindName, kinds } from './kinds.ts';
import { type ImportView, importView } from './read-import.ts';
import { sealChunks, sealsOfOwner } from './sealed-file.ts';
import { addImport, findImport } from './store.ts';
import { chunksOf, openFile, readFirstRow } from './table-file.ts';
import type { ImportMode } from './tables.ts';

export interface ImportOrder {
  kind: KindName;
  mode: ImportMode;
  /** Says what would be done, and does nothing. */
  dryRun: boolean;
  /** Volunteers through this organisation, or its members; left out, at the community's desk. */
  organisationId?: string | undefined;
}

export interface SentFile {
  content: Buffer;
  mediaType: string;
}

/** Whoever may not import this kind at all hears so before the file is looked at. Refuses: not_allowed. */
export function requireImporter(actor: Actor, { kind, organisationId }: ImportOrder): void {
  const { action, through } = kinds[kind];
  if (!mayAsk(actor, action)) throw refuseAny('not_allowed', { pointer: '/kind' });
  const isNamed = organisationId !== undefined;
  if (through === (isNamed ? 'never' : 'always'))
    throw refuseAny('bad_request', { pointer: '/organisationId' });
  if (!isNamed) return;
  placeOf(actor, action, { id: organisationId, pointer: '/organisationId' });
}

/**
 * Takes a file to be imported in the background, and keeps it sealed until then. What is wrong with the file as a whole
 * is said now, what is wrong with its rows later.
 * Refuses: not_allowed, and what `openFile` and `readHeaders` refuse.
 */
export async function startImport(
  deps: Deps,
  transact: Transact,
  actor: Actor,
  order: ImportOrder,
  { content, mediaType }: SentFile,
): Promise<ImportView> {
  requireImporter(actor, order);
  const file = openFile(content, mediaType);
  const { columns: known, sheet } = kinds[order.kind];
  const columns = readHeaders(known, await readFirstRow(file, sheet));
  const { book, personId } = actor;
  const seals = await sealsOfOwner(deps, book, personId);
  const { kind, mode, dryRun, organisationId } = order;
  const origin = currentOrigin();
  invariant(origin, 'a file comes with a request');
  const view = await transact(async (tx) => {
    const id = newId();
    const row = {
      ...{ book, id, kind, mode, dryRun, organisationId: organisationId ?? null, columns },
      ...{ format: file.format, encoding: file.encoding, ownerId: personId },
      grants: actor.roles.map(({ grant }) => grant),
      origin,
      createdAt: await deps.clock.now(tx),
    };
    await addImport(tx, row, sealChunks(seals, id, chunksOf(file.content)));
    await record(tx, book, {
      action: 'import.make',
      object: { kind: 'import', id },
      by: personId,
      after: { kind, mode, dryRun, organisationId: row.organisationId, format: file.format },
    });
    return importView((await findImport(tx, book, id))!);
  });
  await nudgeImport(deps, { book, id: view.id });
  return view;
}
