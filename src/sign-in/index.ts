export { checkPin } from './check-pin.ts';
export { endOtherSessions } from './end-session.ts';
export { hasEnrolled } from './has-enrolled.ts';
export { handOutSignInCode } from './make-sign-in-code.ts';
export {
  atOnce,
  listTokenKeys,
  type Pace,
  rotateTokenKeys,
  usualPace,
} from './rotate-token-keys.ts';
export { recentlyEnded } from './start-session.ts';
export { tokenKeys } from './token-key-store.ts';
