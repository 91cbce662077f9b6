export {
  type AccountChange,
  accountId,
  accountKinds,
  changeAccount,
  type Kind,
  type NewAccount,
  openAccounts,
  type Unit,
} from './account.ts';
export { type Lanes, type LanesOptions, type LedgerDeps, openLanes } from './lanes.ts';
export { batchMax, post } from './post.ts';
export {
  type BookPromise,
  type Breach,
  type Checked,
  checkBooks,
  countTransfers,
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
  type Movement,
  type Posted,
  type PostRefusal,
  type PostResult,
  type Resolution,
  type Transfer,
  type TransferCode,
  transferCodes,
} from './transfer.ts';
