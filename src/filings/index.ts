export { listFilings } from './list-filings.ts';
