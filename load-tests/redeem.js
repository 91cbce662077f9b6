/**
 * k6: volunteers show pay codes and merchants take them. Open model: iterations start at RATE a second whether
 * or not earlier ones have ended, so a slow server is seen as slow. Started by run.ts.
 * RATE iterations a second (60), DURATION (20s), OUT where the summary goes.
 * Each line of the console is testimony for verify.ts: ASK before sending, ACK and NO for what was answered.
 */
import { check } from 'k6';
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter, Trend } from 'k6/metrics';

const rate = Number(__ENV.RATE || 60);
const file = './.out/k6.json';
const { baseUrl } = JSON.parse(open('./.out/k6-address.json'));
/** Tokens; parsed once and shared by all virtual users. */
const payers = new SharedArray('payers', () => JSON.parse(open(file)).payers);
const merchants = new SharedArray('merchants', () => JSON.parse(open(file)).merchants);

const payCodeTime = new Trend('pay_code_ms', true);
const redemptionTime = new Trend('redemption_ms', true);
const acknowledged = new Counter('acknowledged');

export const options = {
  scenarios: {
    redeem: {
      executor: 'constant-arrival-rate',
      rate,
      timeUnit: '1s',
      duration: __ENV.DURATION || '20s',
      preAllocatedVUs: Math.max(20, Math.ceil(rate / 2)),
      maxVUs: Math.max(40, rate * 2),
    },
  },
  thresholds: {
    http_req_failed: ['rate<0.001'],
    checks: ['rate>0.999'],
    redemption_ms: ['p(99)<250'],
  },
  summaryTrendStats: ['avg', 'med', 'p(95)', 'p(99)', 'max'],
};

const created = http.expectedStatuses(201);
const conflict = http.expectedStatuses(409);
/** Of the merchants the first is the hot one. */
const hotShare = 0.3;
const twiceShare = 0.05;
const elsewhereShare = 0.05;

export default function () {
  const n = exec.scenario.iterationInTest;
  // In turn, so that nobody asks for more codes a minute than one may.
  const code = showCode(payers[n % payers.length]);
  if (!code) return;
  const hot = Math.random() < hotShare;
  const till = hot ? 0 : 1 + Math.floor(Math.random() * (merchants.length - 1));
  const sale = {
    till,
    id: code.id,
    body: { code: code.code, centipoints: 1 + (n % 5) },
    key: crypto.randomUUID(),
  };
  const first = redeem(sale, created);
  redemptionTime.add(first.timings.duration);
  const done = check(first, {
    'the till is answered with a receipt': ({ status }) => status === 201,
  });
  if (!done) return;
  if (Math.random() < twiceShare) again(sale, first);
  if (Math.random() < elsewhereShare) elsewhere(sale);
}

/** @param {string} token */
function showCode(token) {
  const answer = http.post(`${baseUrl}/v1/pay-codes`, '{}', {
    headers: headersOf(token),
    responseCallback: created,
    tags: { name: 'pay-code' },
  });
  payCodeTime.add(answer.timings.duration);
  if (check(answer, { 'a code is shown': ({ status }) => status === 201 })) return answer.json();
  if (answer.status > 0) tell(`REFUSED pay-code ${answer.status} ${answer.body}`);
  return undefined;
}

/**
 * @param {{till: number, id: string, body: {code: string, centipoints: number}, key: string}} sale
 * @param {import('k6/http').ResponseCallback} responseCallback what is expected
 */
function redeem({ till, id, body, key }, responseCallback) {
  const merchant = merchants[till];
  tell(`ASK ${id} ${body.centipoints} ${merchant.id}`);
  const answer = http.post(`${baseUrl}/v1/redemptions`, JSON.stringify(body), {
    headers: { ...headersOf(merchant.token), 'idempotency-key': key },
    responseCallback,
    tags: { name: 'redemption' },
  });
  if (answer.status === 201) {
    acknowledged.add(1);
    tell(`ACK ${answer.json('id')} ${answer.json('centipoints')} ${answer.json('merchant.id')}`);
  } else {
    tell(
      `NO ${id} ${body.centipoints} ${merchant.id} ${answer.status} ${answer.status > 0 ? answer.json('code') : answer.error}`,
    );
  }
  return answer;
}

/** A till that lost the answer asks again. */
function again(sale, first) {
  const second = redeem(sale, created);
  check(second, {
    'the same key gives the same answer': ({ status, body }) =>
      status === 201 && body === first.body,
    'and says that it is a replay': ({ headers }) => headers['Idempotent-Replayed'] === 'true',
  });
}

/** A code that has paid is tried at another till. */
function elsewhere(sale) {
  const other = { ...sale, till: (sale.till + 1) % merchants.length, key: crypto.randomUUID() };
  check(redeem(other, conflict), {
    'a spent code is refused': (answer) =>
      answer.status === 409 && answer.json('code') === 'code_spent',
  });
}

/** @param {string} token */
function headersOf(token) {
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
}

/** @param {string} line */
function tell(line) {
  // biome-ignore lint/suspicious/noConsole: k6 has no other way to write to a file
  console.log(line);
}

export function handleSummary(data) {
  return { [__ENV.OUT || 'load-tests/.out/redeem.json']: JSON.stringify(data, null, 1) };
}
