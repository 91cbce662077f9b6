export { type Action, actions } from './actions.ts';
export type { Fact } from './changes.ts';
export { brokenCheckpoints, writeCheckpoints } from './checkpoint.ts';
export { listEntries, listOwnEntries } from './list-entries.ts';
export { withOrigin } from './origin.ts';
export { type Deed, record } from './record.ts';
export { removeOldEntries } from './remove-old-entries.ts';
