export { checkPin } from './check-pin.ts';
export { requireConfirmed } from './confirm-identity.ts';
export { endOtherSessions } from './end-session.ts';
export { forgetCredentials } from './forget-credentials.ts';
export { hasEnrolled } from './has-enrolled.ts';
export { handOutSignInCode } from './make-sign-in-code.ts';
export { messageTexts } from './messages.ts';
export { resetAtConsole } from './reset-credentials.ts';
export {
  atOnce,
  listTokenKeys,
  type Pace,
  rotateTokenKeys,
  usualPace,
} from './rotate-token-keys.ts';
export { recentlyEnded } from './start-session.ts';
export { tokenKeys } from './token-key-store.ts';
