export { admitMaster, retireMasters } from './change-master-key.ts';
export { adoptKey, announceKey, buryKeys, type Rotation } from './reseal.ts';
