export { lockActivityFor } from './activity-for.ts';
export { admitSignUps } from './admit-sign-ups.ts';
export { attend } from './attend.ts';
export { showAttendanceCode } from './attendance-code.ts';
export { type ClosedActivity, closeActivity } from './close-activity.ts';
export { type ActivityDraft, publishActivity } from './publish-activity.ts';
export { reviewActivity } from './review-activity.ts';
export { signUp } from './sign-up.ts';
export { findActivity } from './store.ts';
