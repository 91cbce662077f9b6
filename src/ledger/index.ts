export {
  accountId,
  accountKinds,
  type Kind,
  type NewAccount,
  openAccounts,
  type Unit,
} from './account.ts';
export { post, postMax, reversalOf } from './post.ts';
export {
  type BookPromise,
  type Breach,
  type Checked,
  checkBooks,
  ledgerPromises,
} from './promises.ts';
export { balanceAt, readBalance, type StatementLine, statementPage } from './statement.ts';
export { type PostRefusal, type PostResult, type Transfer, transferCodes } from './transfer.ts';
