export {
  type AccountChange,
  accountId,
  accountKinds,
  changeAccount,
  holdAccounts,
  type Kind,
  type NewAccount,
  openAccounts,
  type Unit,
} from './account.ts';
export { closePeriod, type Seal } from './close-period.ts';
export { detachYear } from './detach-year.ts';
export { type EffectiveLine, effectiveBalanceAt, effectiveStatement } from './effective.ts';
export { exportBooks } from './export-books.ts';
export { importOpenings, type OpeningFault } from './import-openings.ts';
export { type Lanes, type LanesOptions, type LedgerDeps, openLanes } from './lanes.ts';
export { plainTexts, type TextFormat } from './plain-text.ts';
export { batchMax, post } from './post.ts';
export { type BookPromise, type Breach, ledgerPromises } from './promises.ts';
export { type Checked, checkBooks, countTransfers } from './promises-store.ts';
export { rollUp, type Total } from './roll-up.ts';
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
