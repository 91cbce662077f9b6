export interface TapCounts {
  passed: number;
  failed: number;
  skipped: number;
  /** The names of the failed tests, each with what its failed assertions say. */
  failures: string[];
}

interface OpenTest {
  name: string;
  /** Tests that only hold others are not counted beside them. */
  holdsTests: boolean;
  failedInside: boolean;
  details: string[];
  /** Known beforehand where a test's body follows its result in braces. */
  result?: Result;
}

type Result = 'passed' | 'failed' | 'skipped';

const subtest = /^((?: {4})*)# Subtest: (.*)$/;
const point = /^((?: {4})*)(not )?ok\b(?: \d+)?(?: - )?(.*)$/;

/** Counts the innermost tests of one file, and assertions that stand in no test, from the file's TAP 14. */
export function readTap(output: string): TapCounts {
  const counts: TapCounts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  const open: OpenTest[] = [];
  let yamlEnd: string | undefined;
  let yamlInto: string[] | undefined;

  const begin = (name: string, result?: Result) => {
    const outer = open.at(-1);
    if (outer) outer.holdsTests = true;
    const test = { name, holdsTests: false, failedInside: false, details: [] };
    open.push(result ? { ...test, result } : test);
  };
  const end = (result: Result) => {
    const test = open.pop()!;
    if (!test.holdsTests || (result === 'failed' && !test.failedInside)) {
      counts[result]++;
      if (result === 'failed') {
        const path = [...open.map(({ name }) => name), test.name].join(' > ');
        counts.failures.push(path, ...test.details);
      }
    }
    const outer = open.at(-1);
    if (outer && result === 'failed') outer.failedInside = true;
  };
  const assertion = (result: Result, text: string) => {
    const test = open.at(-1);
    if (result === 'skipped' || !test) counts[result]++;
    if (result === 'failed') {
      yamlInto = test?.details ?? counts.failures;
      yamlInto.push(`  ${text}`);
    }
  };

  for (const line of output.split('\n')) {
    if (yamlEnd !== undefined) {
      if (line === yamlEnd) yamlEnd = undefined;
      else yamlInto?.push(line);
      continue;
    }
    const [, before, name] = subtest.exec(line) ?? [];
    if (name !== undefined && before!.length / 4 === open.length) {
      begin(name);
      continue;
    }
    const [found, indent, not, text] = point.exec(line) ?? [];
    if (found !== undefined) {
      const depth = indent!.length / 4;
      const result = /# (SKIP|TODO)\b/i.test(text!) ? 'skipped' : not ? 'failed' : 'passed';
      yamlInto = undefined;
      if (text!.endsWith(' {')) begin(text!.replace(/( # time=\S+)? \{$/, ''), result);
      else if (depth < open.length) end(result);
      else assertion(result, text!);
    } else if (/^ *\}$/.test(line) && open.at(-1)?.result) {
      end(open.at(-1)!.result!);
    } else if (/^ +---$/.test(line)) {
      yamlEnd = line.replace('---', '...');
    }
  }
  return counts;
}
