export type { CheckedFile, Outside } from './check-checkpoints.ts';
export {
  checkNewestCheckpoints,
  checkSince,
  noteVerified,
  sinceMeaning,
} from './check-since.ts';
export { makeCheckpoint, makeLastCheckpoints } from './make-checkpoint.ts';
