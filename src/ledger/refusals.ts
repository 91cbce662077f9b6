import { defineRefusals, no } from '../kit/refusal.ts';

export const { refuse, table: ledgerRefusals } = defineRefusals({
  history_begins_later: no(
    410,
    '这一时间的账目已随旧年度移出账本，无法查询。',
    'The books of that time have left the service with their year.',
  ),
  year_not_oldest: no(
    409,
    '只能移出账本中最早的年度。',
    'Only the oldest year in the books can leave them.',
  ),
  year_not_over: no(
    409,
    '该年度尚未结束，或其后没有已开的年度。',
    'The year is not over, or no year after it is open.',
  ),
  year_holds_open: no(
    409,
    '该年度还有未了结的冻结，请先了结。',
    'Holds of the year are still open; they have to be resolved first.',
  ),
  year_not_closed: no(
    409,
    '该年度的账目尚未全部结账并封存。',
    'Something in the year counts from a period that is not closed and sealed.',
  ),
  books_not_in_order: no(
    409,
    '账目核对有误，请先查明，再移出年度。',
    'The books do not keep their promises; that has to be cleared up before a year leaves them.',
  ),
});
