import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: peopleRefusals } = defineRefusals({
  phone_invalid: no(422, '请输入 11 位手机号。', 'Please enter a mobile number of 11 digits.'),
});
