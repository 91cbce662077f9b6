import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: filingRefusals } = defineRefusals({
  filing_unknown: no(404, '没有这份备案申请。', 'There is no such application.'),
  filing_open_many: no(
    409,
    '您已有 {most} 份备案申请在办理，请等其中一份办结或撤回一份。',
    'You have {most} applications under way already; please wait for one of them or withdraw one.',
  ),
  filing_state_wrong: no(
    409,
    '申请当前状态不能这样办理，请刷新后再看。',
    'This cannot be done in the application’s present state; please look again.',
  ),
  filing_first_review_missing: no(
    409,
    '须先由居（村）委会初审，街道（乡镇）才能备案。',
    'The residents’ committee reviews an application before the street decides about it.',
  ),
  filing_region_unknown: no(
    422,
    '没有这个社区（村），请重新选择。',
    'There is no such community; please choose again.',
  ),
  filing_region_fixed: no(
    422,
    '备案的社区不能变更；迁往别处请注销后重新备案。',
    'The community cannot be changed; to move, end the organisation and file anew.',
  ),
  filing_name_forbidden: no(422, '名称不得含有“{word}”。', 'The name must not contain “{word}”.'),
  filing_name_form: no(
    422,
    '名称应以组织形式结尾，如队、社、会、站、团。',
    'The name ends with the form of the body, such as 队, 社, 会, 站 or 团.',
  ),
  filing_name_taken: no(
    409,
    '本街道（乡镇）已有同名组织或正在申请的同名组织。',
    'The street has an organisation, or an application, of this name already.',
  ),
  filing_initiators_few: no(
    422,
    '发起人至少 {least} 人。',
    'There are at least {least} initiators.',
  ),
  filing_members_few: no(422, '成员至少 {least} 人。', 'There are at least {least} members.'),
  filing_person_twice: no(
    422,
    '名单中有重复的人；同名的人请填写手机号以便区分。',
    'The list names somebody twice; please give the phones of people who share a name.',
  ),
  filing_change_open: no(
    409,
    '该组织已有一份变更申请在办理。',
    'A change of this organisation is under way already.',
  ),
  filing_numbers_used_up: no(
    409,
    '本街道（乡镇）今年的备案号已用完，请联系市民政。',
    'The street has used up its filing numbers of this year; please ask the city.',
  ),
  filing_not_filed: no(
    409,
    '只有备案后正常活动的组织才能这样办理。',
    'The organisation is not one that is filed and active.',
  ),
  filing_people_removed: no(
    409,
    '申请已了结，人员信息到期后已删除。',
    'Nothing came of the application, and its people were removed after their time.',
  ),
  annual_report_year_wrong: no(
    422,
    '该年度不需要或还不能提交年度报告。',
    'For this year no report is due, or none can be made yet.',
  ),
  annual_report_graded: no(
    409,
    '该年度报告已评定，不能再改。',
    'The report has been graded and stays as it is.',
  ),
  annual_report_missing: no(404, '还没有这份年度报告。', 'There is no such report yet.'),
});
