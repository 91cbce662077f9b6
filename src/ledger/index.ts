export {
  accountId,
  accountKinds,
  type Kind,
  type NewAccount,
  openAccounts,
  type Unit,
} from './account.ts';
export { type Lanes, type LanesOptions, openLanes } from './lanes.ts';
export { batchMax, post, reversalOf } from './post.ts';
export {
  type BookPromise,
  type Breach,
  type Checked,
  checkBooks,
  ledgerPromises,
} from './promises.ts';
export {
  balanceAt,
  readBalance,
  type StatementLine,
  statementLinesMax,
  statementPage,
} from './statement.ts';
export {
  isPosted,
  type Posted,
  type PostRefusal,
  type PostResult,
  type Transfer,
  type TransferCode,
  transferCodes,
} from './transfer.ts';
