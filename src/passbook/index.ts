export { listStatement } from './passbook.ts';
