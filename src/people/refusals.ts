import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: peopleRefusals } = defineRefusals({
  phone_invalid: no(422, '请输入 11 位手机号。', 'Please enter a mobile number of 11 digits.'),
  id_number_invalid: no(
    422,
    '身份证号码不正确，请核对 18 位号码。',
    'The national id number is not valid; please check its 18 characters.',
  ),
  id_number_registered: no(
    409,
    '这个身份证号码已注册为志愿者。如有疑问请到社区站点办理。',
    'This national id is registered already. The community station can help.',
  ),
  already_volunteer: no(409, '您已经是注册志愿者。', 'You are a registered volunteer already.'),
  guardian_consent_required: no(
    422,
    '未满 {age} 周岁须监护人同意，请由监护人陪同到社区站点办理注册。',
    'Below the age of {age} a guardian must consent; please register at the community station with your guardian.',
  ),
  too_young: no(422, '未满 {age} 周岁，暂不能注册。', 'Registration starts at the age of {age}.'),
  region_unknown: no(
    422,
    '没有这个居住区域，请重新选择。',
    'There is no such division; please choose again.',
  ),
});
