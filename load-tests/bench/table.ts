import { say } from '../city.ts';
import { type Figures, median } from './rounds.ts';

export interface Row {
  name: string;
  ours: string;
  reference: string;
  ratio: string;
  bar: string;
  reached: string;
}

const number = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
const spread = (values: number[], unit: string) =>
  `${number(median(values))}${unit} (${number(Math.min(...values))}–${number(Math.max(...values))})`;

/** A row whose ratio is the median of the rounds' ratios: what slows one round slows both of its sides. */
export function ratioRow(
  name: string,
  [ours, reference]: [Figures[], Figures[]],
  { figure = 'rate', unit = '/s', bar }: { figure?: string; unit?: string; bar?: Bar },
): Row {
  const [mine, theirs] = [ours, reference].map((rounds) => rounds.map((round) => round[figure]!));
  const ratios = mine!.map((value, round) => value / theirs![round]!);
  return {
    name,
    ours: spread(mine!, unit),
    reference: spread(theirs!, unit),
    ratio: spread(ratios, ''),
    ...judged(median(ratios), bar),
  };
}

export function figureRow(name: string, values: number[], unit: string, bar?: Bar): Row {
  const ours = spread(values, ` ${unit}`);
  return { name, ours, reference: '–', ratio: '–', ...judged(median(values), bar) };
}

export interface Bar {
  least?: number;
  most?: number;
}

function judged(value: number, bar: Bar = {}) {
  const { least, most } = bar;
  if (least !== undefined) return { bar: `≥ ${least}`, reached: verdict(value >= least) };
  if (most !== undefined) return { bar: `≤ ${most}`, reached: verdict(value <= most) };
  return { bar: '–', reached: '–' };
}

const missed = 'NOT REACHED';

/** What a row says of its bar. */
export const verdict = (isReached: boolean): string => (isReached ? 'reached' : missed);

/** Prints the rows; a bar that was missed makes the exit code 1, so that whoever runs a bench by a program hears of it. */
export function printTable(rows: Row[]): void {
  if (rows.some(({ reached }) => reached === missed)) process.exitCode = 1;
  const head: Row = {
    name: 'case',
    ours: 'ours',
    reference: 'reference',
    ratio: 'ratio',
    bar: 'bar',
    reached: '',
  };
  const columns = Object.keys(head) as (keyof Row)[];
  const widths = columns.map((column) =>
    Math.max(...[head, ...rows].map((row) => row[column].length)),
  );
  say('');
  for (const row of [head, ...rows])
    say(columns.map((column, n) => row[column].padEnd(widths[n]!)).join('  '));
  say(
    'Medians of interleaved rounds (lowest–highest); the ratio is the median of the rounds’ ratios.',
  );
}
