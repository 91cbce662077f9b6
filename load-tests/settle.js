/**
 * k6: the station settles the prepared activity, and asks until the workers have posted it. Started by run.ts.
 * LINES_PER_SECOND_MIN (300), OUT where the summary goes. The line TOLD is testimony for verify.ts.
 */
import { check, sleep } from 'k6';
import http from 'k6/http';
import { Gauge, Trend } from 'k6/metrics';

const { baseUrl } = JSON.parse(open('./.out/k6-address.json'));
const { station, activityId, attendees } = JSON.parse(open('./.out/k6.json'));
const secondsMax = 240;
const pauseSeconds = 0.1;

const answered = new Trend('settlement_answered_ms', true);
const linesPerSecond = new Gauge('lines_per_second');
const linesPosted = new Gauge('lines_posted');
const linesHeld = new Gauge('lines_held');

export const options = {
  scenarios: {
    settle: {
      executor: 'shared-iterations',
      vus: 1,
      iterations: 1,
      maxDuration: `${secondsMax + 30}s`,
    },
  },
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate==0'],
    lines_per_second: [`value>${__ENV.LINES_PER_SECOND_MIN || 300}`],
  },
};

export default function () {
  const started = Date.now();
  const headers = {
    authorization: `Bearer ${station}`,
    'content-type': 'application/json',
    'idempotency-key': crypto.randomUUID(),
  };
  const settle = () =>
    http.post(`${baseUrl}/v1/settlements`, JSON.stringify({ activityId }), {
      headers,
      timeout: '120s',
    });
  const first = settle();
  answered.add(first.timings.duration);
  if (!check(first, { 'the settlement is taken on': ({ status }) => status === 201 })) {
    tell(`REFUSED ${first.status} ${first.body}`);
    return;
  }
  let now = first.json();
  while (now.state !== 'settled' && Date.now() - started < secondsMax * 1000) {
    sleep(pauseSeconds);
    now = http.get(`${baseUrl}/v1/settlements/${now.id}`, { headers }).json();
  }
  const seconds = (Date.now() - started) / 1000;
  linesPerSecond.add(now.lines.posted / seconds);
  linesPosted.add(now.lines.posted);
  linesHeld.add(now.lines.held);
  tell(`TOLD ${now.id} ${now.lines.posted} ${now.lines.held} ${now.minutes} ${now.centipoints}`);
  check(now, {
    'it is settled': ({ state }) => state === 'settled',
    'everybody who came has a line': ({ lines }) =>
      lines.total === attendees && lines.posted + lines.held === attendees,
  });
  check(settle(), {
    'asking again gives the same settlement': (answer) =>
      answer.status === 201 && answer.json('id') === now.id,
  });
}

/** @param {string} line */
function tell(line) {
  // biome-ignore lint/suspicious/noConsole: k6 has no other way to write to a file
  console.log(line);
}

export function handleSummary(data) {
  return { [__ENV.OUT || 'load-tests/.out/settle.json']: JSON.stringify(data, null, 1) };
}
