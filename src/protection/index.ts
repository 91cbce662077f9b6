export { admitMaster, retireMasters } from './change-master-key.ts';
export { adoptKey, announceKey, type Rotation } from './reseal.ts';
