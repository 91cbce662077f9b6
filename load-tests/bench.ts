/**
 * Measures one part of the program against references in the same run, and prints a table: `npm run bench ledger`.
 *   --only uniform,hot    some of the cases (uniform, hot, lots, latency, growth)
 *   --seconds 3           of each side in each round
 *   --rounds 5            medians are over these
 *   --transfers 1000000   in the books of the case growth; 10000000 = the figure of record
 * `npm run bench sign-in` compares how long answers take for known and unknown phones:
 *   --samples 2000        of each
 *   --only code,staff     some of the cases (code, wrong-code, wrong-code-sent, staff)
 * `npm run bench imports` measures a file of volunteers from being sent to its end, and the memory that it takes:
 *   --rows 50000          in the file
 *   --only csv            one of csv, xlsx, excel
 * On a machine with other work the rates mean little and the ratios something. Exit code 1: a bar was missed.
 */
import { parseArgs } from 'node:util';
import { benchImports } from './bench/imports.ts';
import { benchLedger } from './bench/ledger.ts';
import { benchSignIn } from './bench/sign-in.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    transfers: { type: 'string', default: '1000000' },
    rows: { type: 'string', default: '50000' },
    samples: { type: 'string', default: '2000' },
  },
});
const parts = { ledger: benchLedger, 'sign-in': benchSignIn, imports: benchImports };
const part = positionals[0] ?? 'ledger';
if (!Object.hasOwn(parts, part)) throw new Error(`bench one of: ${Object.keys(parts).join(', ')}`);

await parts[part as keyof typeof parts]({
  only: values.only?.split(','),
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  transfers: Number(values.transfers),
  samples: Number(values.samples),
  rows: Number(values.rows),
});
