import t from 'tap';
import { defineRefusals, no, Refusal } from '../../src/kit/refusal.ts';

const { refuse, table } = defineRefusals({
  till_shut: no(429, '请 {seconds} 秒后再试。', 'Try again in {seconds} seconds, {seconds}!'),
  no_such_street: no(404, '没有这条街。', 'There is no such street.'),
});

t.test('a refusal carries its code, its status and both sentences, filled in', async (t) => {
  const refusal = refuse('till_shut', { values: { seconds: 30 }, retryAfterSeconds: 30 });
  t.ok(refusal instanceof Refusal && refusal instanceof Error);
  t.match(refusal, { name: 'Refusal', code: 'till_shut', message: 'till_shut', status: 429 });
  t.same(refusal.text, { 'zh-CN': '请 30 秒后再试。', en: 'Try again in 30 seconds, 30!' });
  t.equal(refusal.detail.retryAfterSeconds, 30);
});

t.test('what is not known stays a gap instead of reading "undefined"', async (t) => {
  t.equal(refuse('till_shut').text['zh-CN'], '请 {seconds} 秒后再试。');
  t.equal(refuse('till_shut', { values: { minutes: 1 } }).text['zh-CN'], '请 {seconds} 秒后再试。');
});

t.test('what was filled in is not read again', async (t) => {
  const values = { seconds: '{seconds}$&$1' };
  t.equal(refuse('till_shut', { values }).text['zh-CN'], '请 {seconds}$&$1 秒后再试。');
});

t.test('filling in one refusal leaves the table as it was', async (t) => {
  refuse('till_shut', { values: { seconds: 30 } });
  t.match(table.till_shut!.text['zh-CN'], '{seconds}');
  t.same(refuse('no_such_street').detail, {});
});
