import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { say } from './city.ts';

const ownMetrics =
  /^(redemption_ms|pay_code_ms|acknowledged|checks|dropped_iterations|http_req_failed|http_reqs|settlement_answered_ms|lines_.*)$/;

/** Prints what k6 measured, with the thresholds it missed, from the summary at `path`. */
export async function printSummary(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '{"metrics":{}}');
  const { metrics } = JSON.parse(text) as {
    metrics: Record<
      string,
      { values: Record<string, number>; thresholds?: Record<string, { ok: boolean }> }
    >;
  };
  for (const [metric, { values, thresholds = {} }] of Object.entries(metrics).filter(([key]) =>
    ownMetrics.test(key),
  )) {
    const figures = Object.entries(values).map(
      ([key, value]) =>
        `${key} ${Number.isInteger(value) ? value : value.toFixed(metric === 'http_req_failed' || metric === 'checks' ? 5 : 1)}`,
    );
    const missed = Object.entries(thresholds)
      .filter(([, { ok }]) => !ok)
      .map(([rule]) => `  MISSED ${rule}`);
    say(`  ${metric.padEnd(24)}${figures.join('   ')}${missed.join('')}`);
  }
}

/** Of all processors since the machine started, in milliseconds. */
export function cpuTimes() {
  const times = cpus().map((cpu) => cpu.times);
  const idle = times.reduce((total, { idle }) => total + idle, 0);
  return {
    idle,
    all: times.reduce(
      (total, { user, nice, sys, idle, irq }) => total + user + nice + sys + idle + irq,
      0,
    ),
  };
}

/** Percent of the machine that was busy since `before`, with whatever else. */
export function busyShare(before: { idle: number; all: number }): string {
  const now = cpuTimes();
  return (100 * (1 - (now.idle - before.idle) / Math.max(1, now.all - before.all))).toFixed(0);
}
