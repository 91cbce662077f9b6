export interface TapCounts {
  passed: number;
  failed: number;
  skipped: number;
  /** What the failed tests printed, without the assertions that held. */
  failures: string[];
}

/** Counts the tests of one file from its TAP: the outermost points, which are the file's own `t.test` calls. */
export function readTap(output: string): TapCounts {
  const counts: TapCounts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  let block: string[] = [];
  let details = false;
  for (const line of output.split('\n')) {
    const point = /^(not )?ok\b(.*)$/.exec(line);
    if (!point) {
      // The details of an outermost point follow it, indented by two.
      if (details && (line.startsWith('  ') || line === '') && !line.startsWith('    # Subtest')) {
        if (line) counts.failures.push(line);
        continue;
      }
      details = false;
      if (line.trim() && !/^\s+ok\b/.test(line)) block.push(line);
      continue;
    }
    const directive = /# (SKIP|TODO)\b/i.test(point[2]!);
    const failed = point[1] !== undefined && !directive;
    if (directive) counts.skipped++;
    else if (failed) counts.failed++;
    else counts.passed++;
    if (failed) counts.failures.push(...block, line);
    block = [];
    details = failed;
  }
  return counts;
}
