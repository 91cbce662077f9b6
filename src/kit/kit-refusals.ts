import { defineRefusals, no } from './refusal.ts';

/** What any service may answer, whatever it is for. */
export const { refuse, table: kitRefusals } = defineRefusals({
  bad_request: no(
    400,
    '请求内容不正确，请按提示修改。',
    'The request is not valid; see the marked fields.',
  ),
  bad_json: no(400, '请求不是有效的 JSON。', 'The body is not valid JSON.'),
  bad_cursor: no(
    400,
    '翻页标记无效，请从第一页重新查询。',
    'The cursor is not valid; start again from the first page.',
  ),
  not_signed_in: no(401, '请先登录。', 'Please sign in first.'),
  not_allowed: no(403, '您没有办理此事的权限。', 'You are not allowed to do this.'),
  stale: no(
    409,
    '内容已被别人改动，请刷新后再看。',
    'It was changed meanwhile; please look at it again.',
  ),
  not_found: no(404, '没有找到。', 'Not found.'),
  body_too_large: no(413, '提交的内容太大。', 'The body is too large.'),
  media_type_unsupported: no(415, '请以 JSON 格式提交。', 'Please send JSON.'),
  idempotency_key_required: no(
    400,
    '缺少 Idempotency-Key 请求头：改动余额的请求必须带上，重试才不会重复入账。',
    'The Idempotency-Key header is required: it keeps a retry from moving a balance twice.',
  ),
  idempotency_key_reused: no(
    422,
    '这个 Idempotency-Key 已用于另一笔内容不同的请求。',
    'This Idempotency-Key was used for another request with a different body.',
  ),
  too_many_requests: no(
    429,
    '操作太频繁，请稍后再试。',
    'Too many requests; please wait a moment.',
  ),
  internal_fault: no(
    500,
    '系统出错，请稍后用同一笔重试，不会重复入账。',
    'Something went wrong on our side; retry with the same key.',
  ),
  messages_unavailable: no(
    503,
    '短信现在发不出去，请稍后再试，或到社区服务站办理。',
    'Text messages cannot be sent now; please try later, or go to your community station.',
  ),
  overloaded: no(503, '现在人多，请稍候再试。', 'The service is busy; please retry shortly.'),
});
