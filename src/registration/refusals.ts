import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: registrationRefusals } = defineRefusals({
  name_invalid: no(422, '姓名应为 2 至 40 个字。', 'A name has 2 to 40 characters.'),
  id_number_invalid: no(
    422,
    '证件号码不正确，请核对。居民身份证为 18 位。',
    'The id number is not valid; please check it. A resident id has 18 characters.',
  ),
  id_number_registered: no(
    409,
    '这个证件号码已注册为志愿者。如有疑问请到社区站点办理。',
    'This id number is registered already. The community station can help.',
  ),
  id_number_of_other: no(
    409,
    '这个证件号码已登记在另一份志愿者注册下。请在“志愿者登记”中按证件号码查找；同一人登记两次的，请街道合并。',
    'This id number stands in another registration. Look it up among the volunteers; where one person registered twice, the street merges the two.',
  ),
  already_volunteer: no(
    409,
    '您已经提交过志愿者注册。',
    'You have registered as a volunteer already.',
  ),
  phone_of_volunteer: no(
    409,
    '这个手机号的主人已注册为志愿者。请核对手机号；本人没有手机的，不填。',
    'Whoever has this phone is registered already. Please check it; leave it out for somebody without a phone.',
  ),
  phone_taken: no(
    409,
    '这个手机号已登记在另一位志愿者或工作人员名下，请核对。',
    'This phone belongs to another volunteer or to staff; please check it.',
  ),
  phone_of_staff: no(
    409,
    '担任工作角色或商家的人，手机号不在这里变更：请先由授权人收回角色，变更后再授予。',
    'The phone of somebody who holds a role is not changed here: have the role taken back first, and given again afterwards.',
  ),
  phone_of_other: no(
    409,
    '这个手机号登记的是另一个人。请用本人的手机号；没有手机的，请到社区站点办理，可以不填手机号。',
    'This phone is in the registration of somebody else. Please use your own; the community station registers people without a phone too.',
  ),
  registration_merged: no(
    409,
    '这项登记已并入志愿者编号 {number}，请使用那一项登记。如有疑问请到社区站点办理。',
    'This registration was merged into volunteer number {number}; please use that one. The community station can help.',
  ),
  has_left: no(
    409,
    '此人刚刚办理了注销。如仍要注册，请重新提交；本人请重新登录。',
    'The person has just left. To register after all, please send it again; if it is you, sign in anew.',
  ),
  sex_and_birth_date_needed: no(
    422,
    '使用该证件注册，请填写性别和出生日期。',
    'With this kind of document, please state sex and date of birth.',
  ),
  guardian_needed: no(
    422,
    '未满 {age} 周岁须监护人同意，请填写监护人信息，由监护人用自己的手机登录确认；也可由监护人陪同到社区站点办理。',
    'Below the age of {age} a guardian must consent; please name your guardian, who then signs in and confirms. The community station can help too.',
  ),
  guardian_invalid: no(
    422,
    '监护人信息不正确：须为成年人，且身份证号码有效。',
    'The guardian must be an adult with a valid national id.',
  ),
  guardian_phone_own: no(
    422,
    '监护人的手机号不能与本人的相同。全家共用一部手机的，请监护人陪同到社区站点在纸质登记表上签字，登记时本人手机号不填。',
    'The guardian’s phone must not be the minor’s own. Where a family shares one, the guardian signs the paper at the community station, and the minor’s phone is left out.',
  ),
  child_consent: no(
    422,
    '未满 {age} 周岁的，是否同意使用位置和健康信息由监护人决定，本人请选择“不同意”。',
    'Below the age of {age}, only the guardian agrees to the use of position or health; please do not agree to either.',
  ),
  consent_not_asked: no(
    422,
    '已满 14 周岁的，位置和健康信息由本人决定，监护人不用同意。',
    'From the age of 14 on, position and health are for the minor to decide; the guardian is not asked.',
  ),
  ward_consent_missing: no(
    422,
    '请逐项阅读并同意；有一项不同意，请选择“不同意”。',
    'Please read and agree to each of these; if you do not agree to one of them, please refuse.',
  ),
  too_young: no(422, '未满 {age} 周岁，暂不能注册。', 'Registration starts at the age of {age}.'),
  region_unknown: no(
    422,
    '没有这个居住区域，请重新选择。',
    'There is no such division; please choose again.',
  ),
  service_category_unknown: no(422, '没有这个服务类别。', 'There is no such kind of service.'),
  skill_unknown: no(
    422,
    '没有这个技能，或重复选择。',
    'There is no such skill, or it is named twice.',
  ),
  availability_wrong: no(
    422,
    '可服务时间不正确：结束须晚于开始，且同一天不能重叠。',
    'The times to serve are not right: each ends after it begins, and none overlap.',
  ),
  consent_missing: no(
    422,
    '填写健康限制须先同意其用途；也可以不填写。',
    'Limits of health are kept only with your consent; you may also leave them out.',
  ),
  consent_text_old: no(
    409,
    '同意书已更新，请重新阅读后再确认。',
    'The text has changed; please read it again before you agree.',
  ),
  consent_text_unknown: no(404, '没有这一版同意书。', 'There is no such version of the text.'),
  consent_unknown: no(
    404,
    '没有这项同意，或已撤回。',
    'There is no such consent, or it was withdrawn.',
  ),
  volunteer_unknown: no(404, '没有这名志愿者。', 'There is no such volunteer.'),
  volunteer_state_wrong: no(
    409,
    '志愿者当前状态不能这样办理，请刷新后再看。',
    'This cannot be done in the volunteer’s present state; please look again.',
  ),
  volunteer_suspended: no(
    403,
    '您的志愿者资格已暂停，暂不能报名。原因见“我的登记”。',
    'You are suspended and cannot sign up now; your registration says why.',
  ),
  correction_open: no(
    409,
    '这一项已有更正申请在办理中。',
    'A request to correct this is being dealt with already.',
  ),
  correction_unknown: no(404, '没有这项更正申请。', 'There is no such request.'),
  correction_answered: no(409, '这项更正申请已经办结。', 'This request has been answered already.'),
  correction_told_by_document: no(
    422,
    '性别和出生日期以证件号码为准，请更正证件号码。',
    'Sex and date of birth stand in the id number; please have that corrected.',
  ),
  ward_unknown: no(404, '没有等待您同意的未成年人。', 'No minor waits for your consent.'),
  merge_same: no(422, '不能与自己合并。', 'A person is not merged with itself.'),
});
