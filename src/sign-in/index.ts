export { recentlyEnded } from './start-session.ts';
