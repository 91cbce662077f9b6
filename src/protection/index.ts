export { adoptKey, announceKey, type Rotation } from './reseal.ts';
