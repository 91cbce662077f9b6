import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: regionRefusals } = defineRefusals({
  division_unknown: no(404, '没有这个行政区划。', 'There is no such division.'),
  division_ended: no(
    422,
    '“{name}”自 {day} 起已撤销，请选择现行的区划。',
    'The division “{name}” was dissolved on {day}; please choose one that is in force.',
  ),
  division_dates_wrong: no(
    422,
    '撤销日期须晚于该区划及其下级开始的日期。',
    'A division ends after it and all below it have begun.',
  ),
  division_of_book: no(
    422,
    '账本所在的城市不能撤销。',
    'The city of the book itself does not end.',
  ),
  division_not_ended: no(409, '这个区划没有撤销。', 'This division has not ended.'),
  successor_unfit: no(
    422,
    '承接的区划须是另一个同级区划，并在撤销之日有效。',
    'The successor must be another division of the same level that is in force on that day.',
  ),
  city_unknown: no(
    404,
    '行政区划资料里没有代码为 {code} 的城市。',
    'The list of divisions has no city with the code {code}.',
  ),
});
