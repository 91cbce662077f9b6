import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import { accountId, type Kind, readBalance } from '../ledger/index.ts';
import { noHash } from './checkpoint.ts';
import {
  blockHeaders,
  checkpointWith,
  findBalance,
  findBlock,
  findTransfer,
} from './proof-store.ts';
import { refuse } from './refusals.ts';

interface Owner {
  book: number;
  personId: string;
}

/** What a person's statement is of. */
const ownKinds = { HOURS: 'hours_credit', POINT: 'points_main' } as const satisfies Record<
  string,
  Kind
>;
export type OwnUnit = keyof typeof ownKinds;

/** Until the next checkpoint there is usually less to wait. */
const waitSeconds = 60;

/**
 * That a line of a person's statement is in the books, for `verify-proof.mjs`: the transfer as both sides know it,
 * its block with the hashes of its transfers, the headers of the blocks after it up to the first checkpoint that
 * contains it, and that checkpoint. Of other lines nothing but hashes; of balances and lots, of either side, nothing
 * but a hash under a salt that nobody is told. Refuses: transfer_unknown, also for another person's; proof_not_ready.
 */
export async function proveTransfer(deps: Deps, { book, personId }: Owner, id: string) {
  const kinds = Object.values(ownKinds);
  const transfer = await findTransfer(deps.db, book, id);
  const kind = kinds.find((own) => {
    const account = accountId(book, personId, own);
    return account === transfer?.debit || account === transfer?.credit;
  });
  if (!transfer || !kind) throw refuse('transfer_unknown');
  const checkpoint = await checkpointWith(deps.db, transfer);
  if (!checkpoint) throw refuse('proof_not_ready', { retryAfterSeconds: waitSeconds });
  const { lane } = transfer;
  const block = await findBlock(deps.db, book, lane, transfer.block);
  invariant(block, `transfer ${id} is in a block`);
  return {
    proof: 'transfer' as const,
    holder: { person: personId, kind },
    transfer,
    block: { ...block, previous: block.previous ?? noHash },
    after: await blockHeaders(deps.db, {
      book,
      lane,
      after: transfer.block,
      last: checkpoint.head,
    }),
    checkpoint: checkpoint.jws,
  };
}

/**
 * What a person had at the newest checkpoint, for `verify-proof.mjs`: the balance as it was hashed, the hashes
 * that lead from it to the root, and the checkpoint that signs the root. Refuses: nothing_to_prove, proof_not_ready.
 */
export async function proveBalance(deps: Deps, { book, personId }: Owner, unit: OwnUnit) {
  const kind = ownKinds[unit];
  const account = accountId(book, personId, kind);
  const found = await findBalance(deps.db, book, account);
  if (!found) {
    const { version } = await readBalance(deps.db, book, account);
    if (version === 0) throw refuse('nothing_to_prove');
    throw refuse('proof_not_ready', { retryAfterSeconds: waitSeconds });
  }
  const { before, after, path, jws, ...balance } = found;
  return {
    proof: 'balance' as const,
    holder: { person: personId, kind },
    balance,
    bucket: { before, after },
    path,
    checkpoint: jws,
  };
}
