export { issuePayCode } from './issue-pay-code.ts';
export { redemptionMerchants } from './list-redemptions.ts';
export { addMerchant } from './merchant.ts';
export { redeemCode } from './redeem-code.ts';
export { refundRedemption } from './refund-redemption.ts';
export { findMerchant, merchantNames, merchantsWithin, removeOldPayCodes } from './store.ts';
