import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: organisationRefusals } = defineRefusals({
  credit_code_invalid: no(
    422,
    '统一社会信用代码不正确，请核对。代码为 18 位。',
    'The unified social credit code is not valid; please check it. It has 18 characters.',
  ),
  credit_code_missing: no(
    422,
    '已登记的社会组织须填写统一社会信用代码。',
    'A registered organisation is entered with its unified social credit code.',
  ),
  credit_code_of_other_kind: no(
    422,
    '该代码不属于这类组织：社会团体 51、社会服务机构 52、基金会 53；居（村）委会以 5 开头，机关事业单位以 1 开头；单位内部团队没有代码。',
    'The code is not of this kind: associations have 51, service institutions 52, foundations 53; committees begin with 5, public bodies with 1; a team inside a unit has none.',
  ),
  credit_code_taken: no(
    409,
    '这个统一社会信用代码已录入。',
    'An organisation with this credit code is entered already.',
  ),
  organisation_name_taken: no(
    409,
    '本街道（乡镇）已有同名组织。',
    'The street has an organisation of this name already.',
  ),
  organisation_region_unknown: no(
    422,
    '没有这个街道或社区，请重新选择。',
    'There is no such street or community; please choose again.',
  ),
  hub_exists: no(
    409,
    '本街道（乡镇）已有枢纽型组织，每个街道只能有一个。',
    'The street has its hub organisation already; there is one at a time.',
  ),
  hub_unknown: no(
    422,
    '这不是本街道（乡镇）的枢纽型组织。',
    'This is not the hub organisation of the street.',
  ),
  organisation_has_to_be_filed: no(
    422,
    '社区社会组织须经居（村）委会初审、街道（乡镇）备案，请走备案申请。',
    'Such an organisation is filed: the committee reviews and the street files; please apply for a filing.',
  ),
  organisation_change_filed: no(
    409,
    '备案组织的信息须申请变更备案。',
    'What is filed is changed by applying for a change of the filing.',
  ),
  member_unknown: no(404, '花名册里没有这个人。', 'There is nobody of that kind in the roster.'),
  member_twice: no(409, '这个人已在花名册里。', 'This person stands in the roster already.'),
  roster_full: no(409, '花名册人数已满。', 'The roster is full.'),
  station_unknown: no(404, '没有这个服务站。', 'There is no such station.'),
  station_state_wrong: no(
    409,
    '服务站当前状态不能这样办理，请刷新后再看。',
    'This cannot be done in the station’s present state; please look again.',
  ),
  station_items_missing: no(
    409,
    '服务站须“六有”齐全才能开放，还缺：{missing}。',
    'A station is open only with all six 有; these are missing: {missing}.',
  ),
  station_activities_open: no(
    409,
    '服务站还有已发布的活动，请先结束并结算，再关闭服务站。',
    'The station has published activities; please settle these before it is closed.',
  ),
  station_not_open: no(
    409,
    '服务站未开放，不能发布活动。',
    'The station is not open, so nothing can be published in its name.',
  ),
  station_name_taken: no(
    409,
    '本社区已有同名服务站。',
    'The community has a station of this name already.',
  ),
  station_hours_wrong: no(
    422,
    '开放时间不正确：开始须早于结束，同一天的时段不能重叠。',
    'These opening hours do not fit: each begins before it ends, and none of a day overlap.',
  ),
  station_phone_invalid: no(
    422,
    '请填写服务站的固定电话（带区号，如 022-27301234）或服务热线，不要填写个人手机号。',
    'Please give a fixed line of the station with its area code, such as 022-27301234, or a service number; nobody’s own mobile phone.',
  ),
  organisation_unknown: no(404, '没有这个组织。', 'There is no such organisation.'),
  organisation_state_wrong: no(
    409,
    '组织当前状态不能这样办理，请刷新后再看。',
    'This cannot be done in the organisation’s present state; please look again.',
  ),
});
