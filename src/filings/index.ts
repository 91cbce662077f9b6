export { endChanges, withdrawFilingsOf } from './end-filings.ts';
export { forgetFilingPeople } from './forget-people.ts';
export { listFilings } from './list-filings.ts';
