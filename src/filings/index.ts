export { applyForFiling } from './apply-for-filing.ts';
export { decideFiling } from './decide-filing.ts';
export { endChanges, withdrawFilingsOf } from './end-filings.ts';
export { forgetFilingPeople } from './forget-people.ts';
export { listFilings } from './list-filings.ts';
export { reviewFiling } from './review-filing.ts';
